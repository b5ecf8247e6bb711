// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.endpoint.Address;

/** What people call servers, and in which order they want to see them. */
interface Names {

    String nameOf(Address address);

    int order(Address address);
}
