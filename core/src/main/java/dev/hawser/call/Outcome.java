// SPDX-License-Identifier: Apache-2.0
package dev.hawser.call;

/** What is known about the effect of a call, when it has ended. */
public enum Outcome {
    /** It ran, and this is its answer. */
    OK,
    /** No server has processed it, or the server said that it refused it: it has had no effect. */
    FAILED,
    /** It failed in a way that doesn't tell whether a server has processed it. It may even still be running. */
    UNKNOWN
}
