// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Spoils good input: flips, drops, doubles and inserts bytes, a few at a time. */
public final class Garbage {
    private static final byte[] NASTY = "\0\n\r\t :%#=*,.[]/?&-+\u00e9".getBytes(StandardCharsets.UTF_8);
    private static final int MOST_EDITS = 6;

    private Garbage() {}

    public static byte[] mutated(String good, SplittableRandom random) {
        return mutated(good.getBytes(StandardCharsets.UTF_8), random);
    }

    public static byte[] mutated(byte[] good, SplittableRandom random) {
        byte[] bytes = good;
        int edits = 1 + random.nextInt(MOST_EDITS);
        for (int i = 0; i < edits && bytes.length > 0; i++) {
            bytes = edited(bytes, random.nextInt(bytes.length), random);
        }
        return bytes;
    }

    private static byte[] edited(byte[] bytes, int at, SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> with(bytes, at, at + 1, new byte[0]);
            case 2 -> with(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 3 -> with(bytes, at, at, new byte[] {NASTY[random.nextInt(NASTY.length)]});
            default -> with(bytes, at, at, Arrays.copyOfRange(bytes, at / 2, at));
        };
    }

    private static byte[] with(byte[] bytes, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }
}
