// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import java.time.Duration;

/** What the server does with a request in place of answering it well. */
public sealed interface Answer {

    /** A status with the JSON that the real server puts beside it. */
    static Answer status(int code) {
        return new Status(code);
    }

    /** Like {@link #status}, with that for the reason in words, which is put into the JSON as it is. */
    static Answer refusal(int code, String message) {
        return new Refusal(code, message);
    }

    /** These characters, whatever they are in HTTP, and the end of the connection. */
    static Answer bytes(String all) {
        return new Bytes(all);
    }

    /** The connection stays open, and nothing comes. */
    static Answer silence() {
        return new Silence();
    }

    /** The connection is closed without a word. */
    static Answer hangUp() {
        return new HangUp();
    }

    /** 200, with this for a body. */
    static Answer text(String body) {
        return new Text(body);
    }

    /** The right answer, later. */
    static Answer late(Duration delay) {
        return new Late(delay);
    }

    /** See {@link #status}. */
    record Status(int code) implements Answer {}

    /** See {@link #refusal}. */
    record Refusal(int code, String message) implements Answer {}

    /** See {@link #bytes}. */
    record Bytes(String all) implements Answer {}

    /** See {@link #silence}. */
    record Silence() implements Answer {}

    /** See {@link #hangUp}. */
    record HangUp() implements Answer {}

    /** See {@link #text}. */
    record Text(String body) implements Answer {}

    /** See {@link #late}. */
    record Late(Duration delay) implements Answer {}
}
