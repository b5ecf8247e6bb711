// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

/**
 * An endpoint is looked upon in another way. Taking and giving back the probe is no change.
 *
 * @param why in words, for the log and for whoever asks why it gets no calls
 */
public record HealthChange(EndpointHealth endpoint, Trust from, Trust to, String why) {}
