// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

/**
 * A target as users type it: a discovery, and what is spoken to those it finds.
 *
 * @param grpc or else TCP
 * @param discovery as {@code Targets} reads it
 */
record BenchTarget(boolean grpc, String discovery) {

    private static final String GRPC = "grpc://";
    private static final String GRPC_OVER = "grpc+";

    /** A host and a port alone are a target that is easy to type and means one thing only. */
    static BenchTarget parse(String text) {
        if (text.startsWith(GRPC)) {
            return new BenchTarget(true, "static:" + text.substring(GRPC.length()));
        }
        if (text.startsWith(GRPC_OVER)) {
            return new BenchTarget(true, text.substring(GRPC_OVER.length()));
        }
        boolean bare = text.matches("(\\[[^/]*\\]|[^/:]+):\\d+(,.*)?");
        return new BenchTarget(false, bare ? "tcp://" + text : text);
    }
}
