// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SrvRecordTest {

    /** The data of a record, with the target in labels of the given texts. */
    private static SrvRecord read(int priority, int weight, int port, String... target) throws IOException {
        byte[] data =
                new WireBytes().shorts(priority, weight, port).name(target).bytes();
        return SrvRecord.read(new DnsReader(data, data.length));
    }

    @Test
    void aRecordIsReadAndItsTargetHasNoDotAtTheEnd() throws IOException {
        assertThat(read(10, 60, 7000, "kv", "test")).isEqualTo(new SrvRecord(10, 60, 7000, "kv.test"));
        assertThat(read(65_535, 65_535, 65_535, "kv")).isEqualTo(new SrvRecord(65_535, 65_535, 65_535, "kv."));
    }

    @Test
    void theRootAsTargetMeansThatThereIsNoSuchService() throws IOException {
        assertThat(read(0, 0, 0).isNoService()).isTrue();
        assertThat(read(0, 0, 1, "kv").isNoService()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, kv, port: 0", "7000, k/v, target: 'k/v'", "7000, k.v, target: 'k\\046v'", "7000, é, target: '\\233'"
    })
    void nonsenseIsAnIoExceptionThatShowsIt(int port, String label, String problem) {
        assertThatThrownBy(() -> read(10, 60, port, label))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("SRV record: '10 60 " + port + " ")
                .hasMessageContaining(problem)
                .hasMessageContaining("expected");
    }
}
