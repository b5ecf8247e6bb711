// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.shape;

/**
 * Something in a source that is out of shape.
 *
 * @param path below the root of the repository
 * @param kind what is: {@code file}, {@code method}, {@code params} and {@code package} may be excused
 * @param size how large it is, 0 where that is not the point
 * @param what for people
 */
record Finding(String path, String kind, int size, String what) {
    @Override
    public String toString() {
        return path + ": " + what;
    }
}
