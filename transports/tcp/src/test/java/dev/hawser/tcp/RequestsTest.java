// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.tcp.RequestFailedException.Reason;
import dev.hawser.tcp.Requests.Ending;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The decisions alone: no socket, no clock, no thread. */
class RequestsTest {

    private final Requests requests =
            new Requests(MultiplexOptions.defaults().withMaxInFlight(3).withRememberedIds(2));

    @Test
    void anAnswerFindsItsRequestOnce() throws Exception {
        Request request = sent(7);

        assertThat(requests.answered(7)).containsSame(request);

        assertThatThrownBy(() -> requests.answered(7))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("unknown id 7");
    }

    @Test
    void anAnswerToWhatHasNotBeenSentIsNobodys() {
        Request queued = queued(7);

        assertThatThrownBy(() -> requests.answered(7))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("not sent yet");
        assertThat(queued.isQueued()).isTrue();
    }

    @Test
    void anIdInUseIsRefusedAndSoIsOneWhoseAnswerMayStillCome() {
        sent(7);
        Request abandoned = sent(8);
        requests.abandon(abandoned, Delivery.UNKNOWN);

        assertThat(requests.admit(request(7)).orElseThrow().reason()).isEqualTo(Reason.DUPLICATE_ID);
        assertThat(requests.admit(request(8)).orElseThrow().reason()).isEqualTo(Reason.DUPLICATE_ID);
        assertThat(requests.inFlight()).isEqualTo(1);
    }

    @Test
    void aLateAnswerIsDroppedOnceAndCounted() throws Exception {
        requests.abandon(sent(7), Delivery.UNKNOWN);

        assertThat(requests.answered(7)).isEmpty();

        assertThat(requests.snapshot(0).lateReplies()).isEqualTo(1);
        assertThatThrownBy(() -> requests.answered(7)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void whatWasNeverSentNeedNotBeRemembered() {
        requests.abandon(queued(7), Delivery.NOT_SENT);

        assertThat(requests.admit(request(7))).isEmpty();
    }

    @Test
    void onlySoManyIdsAreRemembered() throws Exception {
        for (int id = 1; id <= 3; id++) {
            requests.abandon(sent(id), Delivery.UNKNOWN);
        }

        assertThat(requests.answered(2)).isEmpty();
        assertThat(requests.answered(3)).isEmpty();
        assertThatThrownBy(() -> requests.answered(1)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void oneMoreThanTheMostIsRefusedUntilThereIsRoom() throws Exception {
        List<Request> all = List.of(sent(1), sent(2), sent(3));
        assertThat(requests.admit(request(4)).orElseThrow())
                .hasMessage("request 4: 3 of 3 requests in flight; not sent");
        var room = requests.room();
        assertThat(requests.freed()).isEmpty();

        requests.answered(all.get(0).id);

        assertThat(requests.freed()).containsSame(room);
        assertThat(requests.freed()).isEmpty();
        assertThat(requests.admit(request(4))).isEmpty();
    }

    @Test
    void whoWaitsForRoomHearsOfTheEnd() {
        List.of(sent(1), sent(2), sent(3));
        var room = requests.room();

        requests.end(new Ending(Reason.CONNECTION_LOST, "gone", null));

        assertThat(requests.freed()).containsSame(room);
    }

    @Test
    void anEndTakesAllOutOnceAndLetsNobodyIn() {
        Request first = sent(1);
        Request second = sent(2);

        assertThat(requests.end(new Ending(Reason.CONNECTION_LOST, "gone", null))
                        .orElseThrow())
                .containsExactlyInAnyOrder(first, second);

        assertThat(requests.end(new Ending(Reason.CLOSED, "again", null))).isEmpty();
        assertThat(requests.admit(request(3)).orElseThrow().reason()).isEqualTo(Reason.CONNECTION_LOST);
    }

    @Test
    void whileDrainingNobodyIsLetInAndTheLastAnswerEndsIt() throws Exception {
        sent(1);
        requests.drain();

        assertThat(requests.admit(request(2)).orElseThrow().reason()).isEqualTo(Reason.CLOSED);
        assertThat(requests.isDrained()).isFalse();
        requests.answered(1);
        assertThat(requests.isDrained()).isTrue();
    }

    @Test
    void idsStartAnywhereAndComeOnce() {
        RequestIds ids = new RequestIds(8, 250);
        Set<Long> seen = new HashSet<>();

        for (int i = 0; i < 256; i++) {
            seen.add(ids.next().orElseThrow());
        }

        assertThat(seen).hasSize(256).allMatch(id -> id >= 0 && id < 256);
        assertThat(ids.next()).isEmpty();
        assertThat(new RequestIds(64, -1).next()).isEqualTo(OptionalLong.of(-1));
    }

    private Request sent(long id) {
        Request request = queued(id);
        request.take();
        request.written();
        return request;
    }

    private Request queued(long id) {
        Request request = request(id);
        assertThat(requests.admit(request)).isEmpty();
        return request;
    }

    private static Request request(long id) {
        return new Request(id, ByteBuffer.allocate(1), Duration.ofSeconds(1));
    }
}
