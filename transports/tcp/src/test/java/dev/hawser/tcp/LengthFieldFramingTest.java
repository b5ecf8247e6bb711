// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthFieldFramingTest {

    private static final LengthFieldOptions DEFAULTS = LengthFieldOptions.defaults();

    @Test
    void whatIsEncodedIsDecoded() throws Exception {
        ByteBuffer bytes = Frames.FRAMING.encode(-1L, Frames.body("hello"));

        Optional<Frame> frame = Frames.FRAMING.decode(bytes);

        assertThat(frame).contains(new Frame(-1L, Frames.body("hello")));
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void aFrameIsTheSameHoweverItsBytesAreSplit() throws Exception {
        byte[] bytes = concat(Frames.of(1, "first"), Frames.of(2, ""), Frames.of(3, "third"));

        for (int split = 0; split <= bytes.length; split++) {
            List<Frame> frames = new ArrayList<>();
            ByteBuffer in = ByteBuffer.allocate(bytes.length);
            in.put(bytes, 0, split).flip();
            decodeAll(in, frames);
            in.compact().put(bytes, split, bytes.length - split).flip();
            decodeAll(in, frames);

            assertThat(frames).extracting(Frame::id).containsExactly(1L, 2L, 3L);
            assertThat(frames).extracting(Frames::text).containsExactly("first", "", "third");
        }
    }

    @Test
    void anIncompleteFrameLeavesThePositionWhereItWas() throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Frames.of(7, "body"), 0, 15);

        assertThat(Frames.FRAMING.decode(bytes)).isEmpty();
        assertThat(bytes.position()).isZero();
    }

    /** The first six cases are the examples in the javadoc of Netty's decoder, with an id behind their heads. */
    @ParameterizedTest
    @CsvSource({
        // offset, bytes, adjustment, strip, id offset, frame, body
        "0, 2, 0, 0, 2, 000C07454C4C4F2C20574F524C44, 000C07454C4C4F2C20574F524C44",
        "0, 2, 0, 2, 2, 000C07454C4C4F2C20574F524C44, 07454C4C4F2C20574F524C44",
        "0, 2, -2, 0, 2, 000E07454C4C4F2C20574F524C44, 000E07454C4C4F2C20574F524C44",
        "2, 3, 0, 0, 5, CAFE00000C07454C4C4F2C20574F524C44, CAFE00000C07454C4C4F2C20574F524C44",
        "0, 3, 2, 0, 5, 00000CCAFE07454C4C4F2C20574F524C44, 00000CCAFE07454C4C4F2C20574F524C44",
        "1, 2, 1, 3, 4, CA000CFE07454C4C4F2C20574F524C44, FE07454C4C4F2C20574F524C44",
        "1, 2, -3, 3, 4, CA0010FE07454C4C4F2C20574F524C44, FE07454C4C4F2C20574F524C44",
    })
    void fieldsMeanWhatTheyMeanInNetty(
            int offset, int bytes, int adjustment, int strip, int idOffset, String frame, String body)
            throws Exception {
        var framing = new LengthFieldFraming(DEFAULTS.withInitialBytesToStrip(strip)
                .withIdField(100, 1)
                .withLengthField(offset, bytes, adjustment)
                .withIdField(idOffset, 1));
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(frame));

        Frame decoded = framing.decode(in).orElseThrow();

        assertThat(decoded.id()).isEqualTo(7);
        assertThat(HexFormat.of().withUpperCase().formatHex(decoded.bytes())).isEqualTo(body);
        assertThat(in.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void everyLengthSizeAndOrderRoundTrips(int size) throws Exception {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            var framing = new LengthFieldFraming(DEFAULTS.withIdField(8, 4)
                    .withLengthField(0, size, 12 - size)
                    .withInitialBytesToStrip(12)
                    .withOrder(order));

            Frame decoded = framing.decode(framing.encode(0xCAFEBABEL, Frames.body("x".repeat(200))))
                    .orElseThrow();

            assertThat(decoded).isEqualTo(new Frame(0xCAFEBABEL, Frames.body("x".repeat(200))));
        }
    }

    /** Negative as a number of its size, the largest there is, and one more than allowed. */
    @ParameterizedTest
    @ValueSource(strings = {"80000000", "FFFFFFFF", "7FFFFFFF", "003FFFFD"})
    void aLengthThatIsTooLargeIsRefusedAsSoonAsItIsRead(String length) {
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(length));

        assertThatThrownBy(() -> Frames.FRAMING.decode(in))
                .isInstanceOf(FramingException.class)
                .hasMessageContaining("expected: a frame of at most 4194304 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000000000000000", "FFFFFFFFFFFFFFFF", "7FFFFFFFFFFFFFFF"})
    void anEightByteLengthCannotOverflowItsWayPastTheLimit(String length) {
        for (int adjustment : new int[] {0, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            var framing = new LengthFieldFraming(
                    DEFAULTS.withIdField(8, 8).withLengthField(0, 8, adjustment).withInitialBytesToStrip(16));

            assertThatThrownBy(
                            () -> framing.decode(ByteBuffer.wrap(HexFormat.of().parseHex(length))))
                    .isInstanceOf(FramingException.class);
        }
    }

    @Test
    void aFrameShorterThanItsOwnHeadIsRefused() {
        assertThatThrownBy(() -> Frames.FRAMING.decode(ByteBuffer.wrap(new byte[] {0, 0, 0, 7})))
                .isInstanceOf(FramingException.class)
                .hasMessageContaining("at least 12 bytes");
    }

    @Test
    void anIdWithoutRoomInItsFieldIsRefused() {
        var framing = new LengthFieldFraming(DEFAULTS.withIdField(4, 2).withInitialBytesToStrip(6));

        assertThatThrownBy(() -> framing.encode(65_536, Frames.body("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id: 65536 (expected: to fit into 2 bytes)");
    }

    @Test
    void aBodyTooLongForTheLengthFieldIsRefused() {
        var framing = new LengthFieldFraming(
                DEFAULTS.withLengthField(0, 1, 0).withIdField(1, 1).withInitialBytesToStrip(2));

        assertThat(framing.encode(1, ByteBuffer.allocate(254)).remaining()).isEqualTo(256);
        assertThatThrownBy(() -> framing.encode(1, ByteBuffer.allocate(255)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBodyTooLongForAFrameIsRefused() {
        var framing = new LengthFieldFraming(DEFAULTS.withMaxFrameLength(20));

        assertThatThrownBy(() -> framing.encode(1, ByteBuffer.allocate(9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("body: 9 bytes (expected: <= 8)");
    }

    /** Whatever the bytes are: a frame, not yet, or a FramingException. */
    @Test
    void garbageNeverDoesAnythingElse() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 2 && random.nextBoolean()) {
                bytes[0] = 0;
                bytes[1] = 0;
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                boolean found = Frames.FRAMING.decode(in).isPresent();
                assertThat(in.position() > 0).isEqualTo(found);
            } catch (FramingException expected) {
                assertThat(expected).hasMessageStartingWith("length field: ");
            }
        }
    }

    @Test
    void optionsSayWhatIsWrongWithThem() {
        assertThatThrownBy(() -> DEFAULTS.withLengthField(0, 5, 0))
                .hasMessage("lengthBytes: 5 (expected: one of [1, 2, 3, 4, 8])");
        assertThatThrownBy(() -> DEFAULTS.withIdField(3, 8))
                .hasMessage("idOffset: 3 (expected: not inside the length field)");
        assertThatThrownBy(() -> DEFAULTS.withMaxFrameLength(11))
                .hasMessage("maxFrameLength: 11 (expected: >= head = 12)");
    }

    private static void decodeAll(ByteBuffer in, List<Frame> into) throws FramingException {
        for (var frame = Frames.FRAMING.decode(in); frame.isPresent(); frame = Frames.FRAMING.decode(in)) {
            into.add(frame.get());
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(1_000);
        for (byte[] part : parts) {
            all.put(part);
        }
        byte[] result = new byte[all.position()];
        all.flip().get(result);
        return result;
    }
}
