// SPDX-License-Identifier: Apache-2.0
/**
 * Discoveries as text: the one place where a target such as {@code dns:///kv.example.com:7001?refresh=10s} is read, and
 * the door for modules that add schemes.
 */
@NullMarked
package dev.hawser.discovery.targets;

import org.jspecify.annotations.NullMarked;
