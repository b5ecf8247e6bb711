// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.tcp.Frame;
import dev.hawser.tcp.FramingException;
import dev.hawser.tcp.MultiplexedPool;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FortyByteHeadFramingTest {

    private final FortyByteHeadFraming framing = new FortyByteHeadFraming(0xCAFE);

    @Test
    void theHeadIsFortyBytesInLittleEndian() {
        byte[] frame = framing.encode(7, body("hi")).array();

        assertThat(HexFormat.of().formatHex(frame))
                .isEqualTo("424c4e4b" + "0100" + "0100" + "0700000000000000" + "02000000" + "ac2a93d8"
                        + "feca000000000000" + "0000000000000000" + "6869");
    }

    @Test
    void anAnswerIsDecodedAtAnySplit() throws Exception {
        byte[] bytes = answer(-2, "an answer").array();

        for (int split = 0; split < bytes.length; split++) {
            assertThat(framing.decode(ByteBuffer.wrap(bytes, 0, split))).isEmpty();
        }
        assertThat(framing.decode(ByteBuffer.wrap(bytes))).contains(new Frame(-2, body("an answer")));
    }

    @Test
    void whateverIsNotAsItShouldBeIsRefused() {
        assertThatThrownBy(() -> decodeWith(0, (byte) 'H')).hasMessage("magic: 0x4b4e4c48 (expected: 0x4b4e4c42)");
        assertThatThrownBy(() -> decodeWith(4, (byte) 2)).hasMessageStartingWith("version: 0x2");
        assertThatThrownBy(() -> decodeWith(6, (byte) 1)).hasMessageStartingWith("type: 0x1");
        assertThatThrownBy(() -> decodeWith(18, (byte) 0x20)).hasMessageStartingWith("body length: 20971");
        assertThatThrownBy(() -> decodeWith(19, (byte) 0xff)).hasMessageStartingWith("body length: 42781");
        assertThatThrownBy(() -> decodeWith(40, (byte) '#')).hasMessageStartingWith("checksum: ");
    }

    @Test
    void itCarriesRequestsOverAPool() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MultiplexedPool pool = MultiplexedPool.to("static:127.0.0.1:" + server.getLocalPort(), framing)
                        .connections(c -> c.maxConnectionsPerEndpoint(1))
                        .build()) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> answerTwoInReverse(server));

            CompletableFuture<Frame> first = pool.send(body("first"));
            CompletableFuture<Frame> second = pool.send(body("second"));

            assertThat(first.get(10, TimeUnit.SECONDS).bytes()).isEqualTo("first".getBytes(UTF_8));
            assertThat(second.get(10, TimeUnit.SECONDS).bytes()).isEqualTo("second".getBytes(UTF_8));
            serving.get(10, TimeUnit.SECONDS);
        }
    }

    private static void answerTwoInReverse(ServerSocket server) {
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ByteBuffer first = answerTo(in);
            ByteBuffer second = answerTo(in);
            for (ByteBuffer answer : List.of(second, first)) {
                socket.getOutputStream().write(answer.array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer answerTo(DataInputStream in) throws IOException {
        ByteBuffer head =
                ByteBuffer.wrap(in.readNBytes(FortyByteHeadFraming.HEAD_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer body = ByteBuffer.wrap(in.readNBytes(head.getInt(16)));
        return FortyByteHeadFraming.frame(FortyByteHeadFraming.ANSWER, head.getLong(8), head.getLong(24), body);
    }

    private void decodeWith(int index, byte value) throws FramingException {
        ByteBuffer bytes = answer(1, "body");
        bytes.put(index, value);
        framing.decode(bytes);
    }

    private static ByteBuffer answer(long id, String text) {
        return FortyByteHeadFraming.frame(FortyByteHeadFraming.ANSWER, id, 0, body(text));
    }

    private static ByteBuffer body(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
