// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.targets.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTargetTest {

    @ParameterizedTest
    @CsvSource({
        "kubernetes:///kv,                           kubernetes:///kv",
        "kubernetes:kv,                              kubernetes:///kv",
        "kubernetes:///kv:grpc,                      kubernetes:///kv:grpc",
        "kubernetes:///kv.shop,                      kubernetes:///kv.shop",
        "kubernetes:///kv.shop:7001,                 kubernetes:///kv.shop:7001",
        "kubernetes:///kv?namespace=shop&port=grpc,  kubernetes:///kv.shop:grpc",
        "kubernetes:///kv:1?weight=a/b&family=ipv6,  kubernetes:///kv:1",
        "kubernetes:///kv?kubeconfig=/x&context=dev, kubernetes:///kv",
        "kubernetes:///kv?server=https://10.0.0.1:6443&token-file=/t&ca=/c, kubernetes:///kv",
    })
    void aServiceIsNamedByItsTarget(String target, String describe) {
        assertThat(Targets.parse(target).describe()).isEqualTo(describe);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kubernetes:///                     | service: '' (expected: lower-case letters",
                "kubernetes:///Kv                   | service: 'Kv' (expected: lower-case letters",
                "kubernetes:///kv/x                 | service: 'kv/x' (expected",
                "kubernetes:///kv.shop.svc          | namespace: 'shop.svc' (expected",
                "kubernetes:///kv:0                 | port: 0 (expected: 1 to 65535, or a name)",
                "kubernetes:///kv:99999             | port: 99999 (expected: 1 to 65535",
                "kubernetes:///kv:999999999999      | port: 999999999999 (expected: 1 to 65535",
                "kubernetes:///kv:                  | port: '' (expected",
                "kubernetes:///kv:1?port=2          | port: given twice",
                "kubernetes:///kv.a?namespace=b     | namespace: given twice",
                "kubernetes:///kv?family=6          | family: '6' (expected: any, ipv4 or ipv6)",
                "kubernetes:///kv?weight=           | weight: '' (expected: an annotation or a label)",
                "kubernetes://host/kv               | host: 'host' (expected: none",
                "kubernetes://kv:grpc               | host: 'kv:grpc' (expected: none, as in kubernetes:///kv:grpc; the API server",
                "kubernetes:///kv?server=ht%20tps://x | server: not a URI: Illegal character in scheme name (expected",
                "kubernetes:///kv?ca=%00            | ca: '",
                "kubernetes:///kv?token-file=/t      | token-file, ca: set (expected: with server)",
                "kubernetes:///kv?server=ftp://x    | server: (expected: http or https",
                "kubernetes:///kv?server=http://x&token-file=/t | with a token (expected: https",
                "kubernetes:///kv?server=http://x&context=a    | (expected: one or the other)",
                "kubernetes:///kv?except=me         | except: set",
                "kubernetes:///kv?unknown=1         | parameter: 'unknown' (expected: one of [",
            })
    void whatMakesNoSenseIsRefusedByFieldAndValue(String target, String message) {
        assertThatThrownBy(() -> Targets.parse(target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /** A password in an address would end in every log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubernetes:///kv?server=https://me:hunter2@10.0.0.1",
                "kubernetes:///kv?server=https://me:hunter2%20@10.0.0.1",
                "kubernetes:///me:hunter2@kv",
                "kubernetes:me:hunter2@kv",
                "kubernetes:///me:hunter2@kv?resource=a.b/v1",
                "kubernetes://me:hunter2@10.0.0.1/kv"
            })
    void aPasswordInATargetIsRefusedAndNotShown(String target) {
        StringWriter told = new StringWriter();
        assertThatThrownBy(() -> Targets.parse(target))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> e.printStackTrace(new PrintWriter(told)));

        assertThat(told.toString()).contains("expected: ").doesNotContain("hunter2");
    }

    /** Who has the module on his class path and uses another scheme must not pay for it. */
    @ParameterizedTest
    @ValueSource(strings = {"schemes", "static:10.0.0.1:7001"})
    void otherTargetsLoadNothingOfFabric8(String text) throws ReflectiveOperationException, IOException {
        try (Recording loader = new Recording()) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                Class<?> targets = loader.loadClass(Targets.class.getName());
                if (text.equals("schemes")) {
                    assertThat((Set<?>) targets.getMethod("schemes").invoke(null))
                            .anyMatch("kubernetes"::equals);
                } else {
                    targets.getMethod("parse", String.class).invoke(null, text);
                }
            } finally {
                thread.setContextClassLoader(before);
            }

            assertThat(loader.asked).contains(KubernetesProvider.class.getName());
            assertThat(loader.asked)
                    .noneMatch(name -> name.startsWith("io.fabric8") || name.startsWith("com.fasterxml"));
        }
    }

    /** Loads Hawser's classes itself, and writes down what is asked of it. */
    private static final class Recording extends URLClassLoader {
        final List<String> asked = new ArrayList<>();

        Recording() {
            super(
                    Arrays.stream(new Class<?>[] {Targets.class, KubernetesProvider.class})
                            .map(type ->
                                    type.getProtectionDomain().getCodeSource().getLocation())
                            .toArray(URL[]::new),
                    ServiceTargetTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            if (!name.startsWith("dev.hawser.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : findClass(name);
            }
        }
    }
}
