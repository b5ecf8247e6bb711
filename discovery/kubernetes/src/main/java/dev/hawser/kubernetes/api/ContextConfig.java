// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A context of kubeconfigs as fabric8 reads it, but for what it does otherwise than kubectl: the {@link CredentialPlugin}, the
 * {@link KeyAlgorithm}, and
 * proxies, of which it uses one only for servers of the same scheme as the proxy's own.
 *
 * <p>fabric8 refreshes its settings before a request if that was a minute ago, and after a 401; then files are read again and
 * the plug-in is asked again. A certificate is used for as long as the connection lives.
 */
final class ContextConfig extends Config {
    private static final Logger log = LoggerFactory.getLogger(ContextConfig.class);

    private static final Pattern PROXY = Pattern.compile("http://[^/@\\s]+:[0-9]{1,5}/?");

    private final transient List<File> files;
    private final transient Optional<String> context;
    private final transient AtomicReference<@Nullable CompletableFuture<Config>> refreshing = new AtomicReference<>();

    private ContextConfig(List<File> files, Optional<String> context) {
        super(false);
        this.files = files;
        this.context = context;
    }

    /**
     * Reads the files, and may run a program.
     *
     * @param context absent means the current one
     * @throws IOException if there are no credentials; the message shows nothing of what is in the files
     */
    static ContextConfig read(List<File> files, Optional<String> context) throws IOException {
        ContextConfig config = new ContextConfig(files, context);
        Ours ours = config.load();
        if (config.isIn(context)) {
            Context current = config.getCurrentContext().getContext();
            Optional<String> proxy = Optional.ofNullable(ours.proxies.get(current.getCluster()));
            config.setProxy(proxy.filter(url -> !url.isBlank()));
            CredentialPlugin plugin = ours.plugins.get(current.getUser());
            if (plugin != null) {
                config.use(plugin.run());
            }
        }
        Optional<String> key = config.key();
        key.ifPresent(pem -> config.setClientKeyAlgo(KeyAlgorithm.of(pem).name()));
        return config;
    }

    /** Where the wanted one is unknown, fabric8 takes the current one. */
    private boolean isIn(Optional<String> wanted) {
        NamedContext current = getCurrentContext();
        return current != null
                && current.getContext() != null
                && wanted.orElse(current.getName()).equals(current.getName());
    }

    /**
     * What we see to ourselves; where files differ the first counts.
     *
     * @param plugins of users, which nobody has run yet
     * @param proxies of clusters
     */
    private record Ours(Map<String, CredentialPlugin> plugins, Map<String, String> proxies) {}

    private Ours load() throws IOException {
        try {
            Ours ours = new Ours(new HashMap<>(), new HashMap<>());
            var models = files.stream()
                    .map(KubeConfigUtils::parseConfig)
                    .toArray(io.fabric8.kubernetes.api.model.Config[]::new);
            for (int i = 0; i < models.length; i++) {
                File file = files.get(i);
                for (NamedAuthInfo user :
                        Optional.ofNullable(models[i].getUsers()).orElse(List.of())) {
                    takeExec(user)
                            .ifPresent(exec -> ours.plugins.putIfAbsent(
                                    user.getName(), new CredentialPlugin(exec, Optional.of(file))));
                }
                for (NamedCluster cluster :
                        Optional.ofNullable(models[i].getClusters()).orElse(List.of())) {
                    ours.proxies.putIfAbsent(cluster.getName(), takeProxy(cluster));
                }
            }
            KubeConfigUtils.merge(this, context.orElse(null), models);
            return ours;
        } catch (RuntimeException e) { // what the parser says quotes the file, in which there are tokens
            throw new IOException(
                    files + " can't be read: " + e.getClass().getSimpleName() + " (expected: a kubeconfig in YAML)");
        }
    }

    private static Optional<ExecConfig> takeExec(NamedAuthInfo user) {
        if (user.getUser() == null) {
            return Optional.empty();
        }
        Optional<ExecConfig> exec = Optional.ofNullable(user.getUser().getExec());
        user.getUser().setExec(null);
        return exec;
    }

    private static String takeProxy(NamedCluster cluster) {
        if (cluster.getCluster() == null || cluster.getCluster().getProxyUrl() == null) {
            return "";
        }
        String proxy = cluster.getCluster().getProxyUrl();
        cluster.getCluster().setProxyUrl(null);
        return proxy;
    }

    /** What Java's HTTP client can go through; passwords it sends to no proxy in front of a server over TLS. */
    private void setProxy(Optional<String> url) throws IOException {
        if (url.isPresent() && !PROXY.matcher(url.get()).matches()) {
            String problem = url.get().indexOf('@') < 0 ? "'" + url.get() + "'" : "with a user or a password";
            throw new IOException(
                    "proxy-url: " + problem + " (expected: http://host:port, and neither user nor password)");
        }
        setHttpProxy(url.orElse(null));
        setHttpsProxy(url.orElse(null));
    }

    private void use(CredentialPlugin.Credentials credentials) {
        if (!credentials.token().isEmpty()) {
            setAutoOAuthToken(credentials.token());
        }
        if (!credentials.certificate().isEmpty() && !credentials.key().isEmpty()) {
            setClientCertData(base64(credentials.certificate()));
            setClientKeyData(base64(credentials.key()));
        }
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> key() throws IOException {
        try {
            if (getClientKeyData() != null) {
                byte[] bytes = Base64.getMimeDecoder().decode(getClientKeyData());
                return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
            }
            return getClientKeyFile() == null || !Files.isReadable(Path.of(getClientKeyFile()))
                    ? Optional.empty()
                    : Optional.of(Files.readString(Path.of(getClientKeyFile()), StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) { // no Base64, or no path; what it says may quote
            throw new IOException(
                    "the client's key can't be read (expected: client-key-data in Base64, or client-key with"
                            + " the path of a file)");
        }
    }

    /**
     * The same read anew; as it was where that is not possible, for what was good may still be. Who comes while that is under
     * way, which may take as long as the plug-in, waits for it and gets the same: a plug-in never runs beside itself.
     */
    @Override
    public Config refresh() {
        CompletableFuture<Config> mine = new CompletableFuture<>();
        CompletableFuture<Config> underWay = refreshing.compareAndExchange(null, mine);
        if (underWay != null) {
            return underWay.join();
        }
        Config result = this;
        try {
            result = read(files, context);
        } catch (IOException e) {
            log.warn("the credentials of before are used: {}", e.getMessage());
        } catch (RuntimeException e) { // whose message may quote what is in the files
            log.warn("the credentials of before are used: {}", e.getClass().getSimpleName());
        } finally {
            refreshing.set(null);
            mine.complete(result);
        }
        return result;
    }
}
