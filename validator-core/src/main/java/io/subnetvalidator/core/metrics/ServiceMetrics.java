package io.subnetvalidator.core.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** All metrics of the service, under the prefix {@code subnet_validator_}. */
public final class ServiceMetrics {

    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String PREFIX = "subnet_validator_";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();

    private final Gauge bestBlock = gauge("chain_best_block", "Number of the best block seen.");
    private final Gauge finalizedBlock = gauge("chain_finalized_block", "Number of the newest finalized block seen.");
    private final Gauge ready = gauge("ready", "1 when the next duty can be completed.");
    private final Gauge swarmRedundancy =
            gauge("swarm_least_redundancy", "Least number of serving nodes that any block of the model has.");
    private final Gauge swarmUnserved = gauge("swarm_unserved_blocks", "Blocks of the model that no node serves.");
    private final Counter duties = Counter.builder()
            .name(PREFIX + "duties_total")
            .help("Consensus duties by kind and outcome.")
            .labelNames("duty", "outcome")
            .register(registry);
    private final Histogram dutyOffset = Histogram.builder()
            .name(PREFIX + "duty_offset_blocks")
            .help("Block offset within the subnet epoch at which a duty was included on chain.")
            .labelNames("duty")
            .classicOnly()
            .classicUpperBounds(1, 2, 3, 4, 6, 8, 10, 12, 16, 20)
            .register(registry);
    private final Counter probes = Counter.builder()
            .name(PREFIX + "probes_total")
            .help("Probed hops by verdict.")
            .labelNames("verdict")
            .register(registry);
    private final Counter checks = Counter.builder()
            .name(PREFIX + "hop_checks_total")
            .help(
                    "Probed hops by what was computed again: one opened block, the whole span, or the whole span because the"
                            + " node refused to open.")
            .labelNames("mode")
            .register(registry);
    private final Histogram probeSeconds = Histogram.builder()
            .name(PREFIX + "probe_seconds")
            .help("Time a node took to answer one probed step.")
            .unit(io.prometheus.metrics.model.snapshots.Unit.SECONDS)
            .classicOnly()
            .classicUpperBounds(0.005, 0.02, 0.1, 0.5, 2, 10)
            .register(registry);
    private final Histogram referenceSeconds = Histogram.builder()
            .name(PREFIX + "reference_seconds")
            .help("Time the reference computation of one judged hop took.")
            .unit(io.prometheus.metrics.model.snapshots.Unit.SECONDS)
            .classicOnly()
            .classicUpperBounds(0.005, 0.02, 0.1, 0.5, 2, 10)
            .register(registry);
    private final Counter proofs = counter("fault_proofs_total", "Fault proofs built by this process.");
    private final Counter ledgerEntries = counter("ledger_entries_total", "Entries appended to the ledger.");
    private final Counter errors = Counter.builder()
            .name(PREFIX + "errors_total")
            .help("Errors by the code of the catalogue.")
            .labelNames("code")
            .register(registry);

    private final PeerMetrics peers = new PeerMetrics(registry, PREFIX);

    public ServiceMetrics() {
        JvmMetrics.builder().register(registry);
    }

    /** Metrics of the peer networks. */
    public PeerMetrics peers() {
        return peers;
    }

    public void heads(long best, long finalized) {
        bestBlock.set((double) best);
        finalizedBlock.set((double) finalized);
    }

    public void ready(boolean isReady) {
        ready.set(isReady ? 1 : 0);
    }

    public void swarm(int leastRedundancy, int unservedBlocks) {
        swarmRedundancy.set(leastRedundancy);
        swarmUnserved.set(unservedBlocks);
    }

    public void duty(String duty, String outcome) {
        duties.labelValues(duty, outcome).inc();
    }

    public void dutyIncluded(String duty, long offset) {
        dutyOffset.labelValues(duty).observe((double) offset);
    }

    public void probe(String verdict) {
        probes.labelValues(verdict).inc();
    }

    public void checked(String mode) {
        checks.labelValues(mode).inc();
    }

    public void probeTook(double seconds) {
        probeSeconds.observe(seconds);
    }

    public void referenceTook(double seconds) {
        referenceSeconds.observe(seconds);
    }

    public void proofBuilt() {
        proofs.inc();
    }

    public void ledgerAppended(long entries) {
        ledgerEntries.inc((double) entries);
    }

    public void error(String code) {
        errors.labelValues(code).inc();
    }

    /** The Prometheus text format of everything. */
    public byte[] expose() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private Gauge gauge(String name, String help) {
        return Gauge.builder().name(PREFIX + name).help(help).register(registry);
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(PREFIX + name).help(help).register(registry);
    }
}
