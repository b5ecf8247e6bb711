// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    private final List<Frame> frames = new ArrayList<>();

    @Test
    void aStreamCutAtAnyByteDeliversWholeFramesOnly() {
        byte[] bytes = Frames.of(1, "first");
        byte[] two = Arrays.copyOf(bytes, bytes.length * 2);
        System.arraycopy(bytes, 0, two, bytes.length, bytes.length);

        for (int cut = 0; cut <= two.length; cut++) {
            frames.clear();
            InputStream in = new ByteArrayInputStream(two, 0, cut);

            assertThatThrownBy(() -> read(in, Frames.FRAMING)).isInstanceOf(EOFException.class);

            assertThat(frames).hasSize(cut / bytes.length);
        }
    }

    @Test
    void anEndInsideAFrameIsToldFromOneBetweenFrames() {
        byte[] bytes = Frames.of(1, "first");

        assertThatThrownBy(() -> read(new ByteArrayInputStream(bytes), Frames.FRAMING))
                .hasMessage("the peer closed the connection");
        assertThatThrownBy(() -> read(new ByteArrayInputStream(bytes, 0, 5), Frames.FRAMING))
                .hasMessage("the peer closed the connection inside a frame, after 5 bytes");
    }

    @Test
    void oneByteAtATimeIsEnough() {
        byte[] bytes = Frames.of(1, "x".repeat(20_000));

        assertThatThrownBy(() -> read(trickle(bytes), Frames.FRAMING)).isInstanceOf(EOFException.class);

        assertThat(frames).extracting(Frame::id).containsExactly(1L);
    }

    @Test
    void framesLongerThanTheUsualBufferComeThroughTogetherWithShortOnes() {
        byte[] all = new byte[0];
        for (int i = 0; i < 6; i++) {
            byte[] next = Frames.of(i, "y".repeat(i % 2 == 0 ? 3 : 100_000 * i));
            byte[] joined = Arrays.copyOf(all, all.length + next.length);
            System.arraycopy(next, 0, joined, all.length, next.length);
            all = joined;
        }
        InputStream in = new ByteArrayInputStream(all);

        assertThatThrownBy(() -> read(in, Frames.FRAMING)).isInstanceOf(EOFException.class);

        assertThat(frames).extracting(Frame::id).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(frames.get(5).body().remaining()).isEqualTo(500_000);
    }

    /** A head may promise the longest frame allowed; only what follows it takes memory. */
    @Test
    void memoryFollowsWhatHasArrivedAndNotWhatIsPromised() {
        int[] most = new int[1];
        byte[] head = {0, 0x3F, (byte) 0xFF, (byte) 0xFC, 0, 0, 0, 0, 0, 0, 0, 1};
        InputStream in = new ByteArrayInputStream(head) {
            @Override
            public int read(byte[] into, int offset, int length) {
                most[0] = Math.max(most[0], into.length);
                return super.read(into, offset, length);
            }
        };

        assertThatThrownBy(() -> read(in, Frames.FRAMING)).isInstanceOf(EOFException.class);

        assertThat(most[0]).isLessThanOrEqualTo(8 * 1024);
    }

    @Test
    void aFramingThatNeverFindsAFrameDoesNotFillTheMemory() {
        Framing endless = new Framing() {
            @Override
            public Optional<Frame> decode(ByteBuffer in) {
                return Optional.empty();
            }

            @Override
            public ByteBuffer encode(long id, ByteBuffer body) {
                return body;
            }

            @Override
            public int maxFrameLength() {
                return 100_000;
            }
        };

        assertThatThrownBy(() -> read(InputStream.nullInputStream(), endless)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(new ByteArrayInputStream(new byte[1_000_000]), endless))
                .isInstanceOf(FramingException.class)
                .hasMessage("no frame in 100000 bytes (expected: at most 100000 per frame)");
    }

    private void read(InputStream in, Framing framing) throws IOException {
        new FrameReader(in, framing).run(new FrameReader.Sink() {
            @Override
            public void heard() {}

            @Override
            public void frame(Frame frame) {
                frames.add(frame);
            }
        });
    }

    private static InputStream trickle(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };
    }
}
