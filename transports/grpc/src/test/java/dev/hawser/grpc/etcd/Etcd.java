// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;

/** etcd's requests in short. */
final class Etcd {

    private Etcd() {}

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    static RangeRequest get(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    static RangeRequest all(String prefix) {
        char after = (char) (prefix.charAt(prefix.length() - 1) + 1);
        return RangeRequest.newBuilder()
                .setKey(bytes(prefix))
                .setRangeEnd(bytes(prefix.substring(0, prefix.length() - 1) + after))
                .build();
    }

    /** Writes the key if it isn't there; says by {@code succeeded} whether it wasn't. */
    static TxnRequest create(String key, String value) {
        return TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setTarget(Compare.CompareTarget.CREATE)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setKey(bytes(key))
                        .setCreateRevision(0))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(key, value)))
                .build();
    }
}
