// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.targets.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAuthorityTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "consul:///greeter | greeter",
                "consul:greeter | greeter",
                "consul://127.0.0.1:8500/greeter?tag=a,b | greeter",
                "kubernetes:///shop/greeter:grpc | greeter",
                "kubernetes:///shop/greeter:7000 | greeter:7000",
                "kubernetes:///greeter.shop.svc | greeter.shop.svc",
                "srv:///_kv._tcp.example.com | example.com",
                "srv://10.0.0.53/_grpc._tcp.kv.example.com | kv.example.com",
                "static:10.0.0.1:7001*3,10.0.0.2:7001 | 10.0.0.1:7001",
                "static://[::1]:7001,[::2]:7001 | [::1]:7001",
                "file:///etc/kv.endpoints | kv.endpoints",
                "consul:///two%20words | two%20words",
                "consul:///a@b | a%40b",
                "consul:/// | localhost",
            })
    void itIsTheNameOfTheService(String target, String authority) {
        assertThat(ServiceAuthority.of(Target.parse(target))).isEqualTo(authority);
    }
}
