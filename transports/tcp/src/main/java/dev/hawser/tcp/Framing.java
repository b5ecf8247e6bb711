// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where in a stream of bytes the frames are, and where in a frame is its request id.
 *
 * <h2>Rules for implementors</h2>
 * A framing has no state, so that one object serves many connections and threads. {@link #decode} is called again with
 * the same bytes and more of them until it finds a frame, so it looks only at the head until the frame is complete. It
 * checks a length against {@link #maxFrameLength()}, and against 0, as soon as it can read it, and takes no memory
 * before that. Bytes come from strangers: whatever they are, it answers or throws {@link FramingException}.
 */
public interface Framing {

    /**
     * Takes the next frame off the buffer.
     *
     * @param in begins where a frame begins; in no particular byte order, which may be changed
     * @return the frame, the position being behind it; or empty if it is not complete yet, the position being unchanged
     * @throws FramingException if the bytes cannot be the beginning of a frame
     */
    Optional<Frame> decode(ByteBuffer in) throws FramingException;

    /**
     * Makes the bytes of a frame, copying the body.
     *
     * @param body what remains in it is sent; its position stays
     * @return a new buffer on an array of its own
     * @throws IllegalArgumentException if the frame would be longer than allowed, or the id has no room in it
     */
    ByteBuffer encode(long id, ByteBuffer body);

    /** The longest frame allowed, head included, in bytes. Bounds the memory that one connection can take. */
    int maxFrameLength();

    /** How many bits an id has, 1 to 64: ids that are chosen automatically stay below 2 to that power. */
    default int idBits() {
        return Long.SIZE;
    }
}
