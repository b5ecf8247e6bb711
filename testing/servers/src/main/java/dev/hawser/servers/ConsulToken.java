// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

/**
 * A token of an agent.
 *
 * @param accessor names it
 * @param secret is it: what a client sends
 */
public record ConsulToken(String accessor, String secret) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "ConsulToken[" + accessor + "]";
    }
}
