package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.proofs.attack.Weights;
import io.subnetvalidator.proofs.bench.VerificationReport.Attack;
import io.subnetvalidator.proofs.bench.VerificationReport.Honest;
import io.subnetvalidator.proofs.bench.VerificationReport.Sequential;
import io.subnetvalidator.proofs.bench.VerificationReport.Smallest;
import io.subnetvalidator.proofs.compare.Binomial;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.Statistics;
import io.subnetvalidator.proofs.emulation.Accumulation;
import io.subnetvalidator.proofs.emulation.EmulatedSpan;
import io.subnetvalidator.proofs.emulation.Hardware;
import io.subnetvalidator.proofs.emulation.HeldWeights;
import io.subnetvalidator.proofs.model.WeightTransform;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The benchmark of verification. Everything is seeded: the same plan gives the same report on every machine. */
public final class VerificationBench {

    private static final Hardware EAGER = new Hardware(Accumulation.SPLIT_4, RoundingPoints.EAGER, NumberFormat.BF16);
    private static final Hardware FUSED = new Hardware(Accumulation.TILES_32, RoundingPoints.FUSED, NumberFormat.BF16);
    /** A machine whose bits the reference imitates fully. */
    private static final Hardware REPRODUCIBLE =
            new Hardware(Accumulation.FORWARD, RoundingPoints.EAGER, NumberFormat.F32);

    private static final List<Judge> PROFILED =
            List.of(Judge.STRICT, Judge.WIDE, Judge.MATCHED, Judge.BLOCK_STRICT, Judge.BLOCK_WIDE, Judge.BLOCK_MATCHED);
    private static final List<Double> SHARES = List.of(0.02, 0.01, 0.007, 0.005, 0.004, 0.003, 0.002, 0.0015, 0.001);
    private static final List<Integer> PROBES = List.of(1, 3, 10);
    private static final int EXACT_SCENES = 4;
    private static final int CONVICTION_TESTS = 1000;

    // Neither is the seed of the calibration, so all that is measured is held out.
    private static final long ATTACK_SEED = 2;
    private static final long HONEST_SEED = 3;
    private static final long RESAMPLING_SEED = 4;

    /**
     * How much is measured.
     *
     * @param attackProbes probes per attack
     * @param honestProbes held-out probes per kind of honest hardware
     * @param sequentialTests tests of honest nodes per profile
     */
    public record Plan(int attackProbes, int honestProbes, int sequentialTests) {

        /** About a minute on two cores. */
        public static final Plan QUICK = new Plan(8, 12, 10_000);

        /** All that the documentation shows. */
        public static final Plan FULL = new Plan(64, 800, 100_000);
    }

    private final BenchModel bench;
    private final Courtroom court;
    private final Plan plan;
    private final Consumer<String> progress;

    /** @param progress hears what is being measured */
    public VerificationBench(BenchModel bench, Plan plan, Consumer<String> progress) {
        this.bench = bench;
        this.court = new Courtroom(bench);
        this.plan = plan;
        this.progress = progress;
    }

    /** Measures. */
    public VerificationReport run() {
        Map<Hardware, List<Trial>> honest = honestTrials();
        progress.accept("preparing " + plan.attackProbes() + " scenes for attacks");
        List<Scene> scenes = IntStream.range(0, plan.attackProbes())
                .parallel()
                .mapToObj(number -> court.scene(number, ATTACK_SEED))
                .toList();
        List<Workshop> shops =
                List.of(new Workshop(bench.model(), EAGER, scenes), new Workshop(bench.model(), FUSED, scenes));
        return new VerificationReport(
                bench.model().root().toString(),
                digests(),
                falsePositives(honest),
                attacks(scenes, shops),
                formats(scenes, shops),
                sequential(honest),
                smallest(scenes, shops));
    }

    private Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        for (NumericProfile declared : BenchModel.declarations()) {
            for (int depth : new int[] {bench.model().blocks(), 1}) {
                ComparisonProfile profile = bench.profile(declared, depth);
                digests.put(profile.name(), profile.digest().toString());
            }
        }
        return digests;
    }

    private Map<Hardware, List<Trial>> honestTrials() {
        List<Hardware> kinds = new ArrayList<>(Hardware.wide());
        kinds.addAll(Hardware.finer());
        Map<NumberFormat, HeldWeights> held = new EnumMap<>(NumberFormat.class);
        Map<Hardware, List<Trial>> trials = new LinkedHashMap<>();
        for (Hardware kind : kinds) {
            progress.accept("honest hardware: " + kind.text());
            HeldWeights weights = held.computeIfAbsent(
                    kind.format(),
                    format -> HeldWeights.of(
                            bench.model(), EmulatedSpan.all(bench.model()), format, WeightTransform.NONE));
            EmulatedSpan machine = EmulatedSpan.of(weights, kind);
            long first = (long) trials.size() * plan.honestProbes();
            trials.put(
                    kind,
                    LongStream.range(first, first + plan.honestProbes())
                            .parallel()
                            .mapToObj(number -> court.scene(number, HONEST_SEED))
                            .map(scene -> court.judge(scene, Workshop.run(machine, scene.input), kind.rounding()))
                            .toList());
        }
        return trials;
    }

    private static boolean honestUnder(Judge judge, Hardware kind) {
        return switch (judge) {
            case STRICT, BLOCK_STRICT ->
                !Hardware.wide().contains(kind) || Hardware.strict().contains(kind);
            case MATCHED, BLOCK_MATCHED -> Hardware.matched(kind.rounding()).contains(kind);
            default -> judge != Judge.EXACT;
        };
    }

    private static List<Honest> falsePositives(Map<Hardware, List<Trial>> trials) {
        List<Honest> lines = new ArrayList<>();
        trials.forEach((kind, list) -> {
            for (Judge judge : Judge.values()) {
                if (honestUnder(judge, kind)) {
                    int alarms = (int) list.stream()
                            .filter(trial -> trial.alarms().contains(judge))
                            .count();
                    lines.add(honest(kind.text(), judge, list.size(), alarms));
                }
            }
        });
        for (Judge judge : Judge.values()) {
            List<Honest> own = lines.stream()
                    .filter(line -> line.judge().equals(judge.text()))
                    .toList();
            if (!own.isEmpty()) {
                lines.add(honest(
                        "all kinds",
                        judge,
                        own.stream().mapToInt(Honest::probes).sum(),
                        own.stream().mapToInt(Honest::alarms).sum()));
            }
        }
        return lines;
    }

    private static Honest honest(String hardware, Judge judge, int probes, int alarms) {
        Binomial.Interval interval = Binomial.interval(alarms, probes);
        return new Honest(hardware, judge.text(), probes, alarms, interval.low(), interval.high());
    }

    private List<Attack> attacks(List<Scene> scenes, List<Workshop> shops) {
        List<Scene> few = scenes.subList(0, Math.min(EXACT_SCENES, scenes.size()));
        Workshop reproducible = new Workshop(bench.model(), REPRODUCIBLE, few);
        List<Attack> attacks = new ArrayList<>();
        int headSize = bench.model().config().headSize();
        for (Cheat cheat : Cheat.all(headSize, court.profile(Judge.STRICT, RoundingPoints.EAGER))) {
            progress.accept("attack: " + cheat.name());
            Map<Scene, Trial> trials = trials(cheat, scenes, shops);
            Map<String, List<Double>> detection = new LinkedHashMap<>();
            for (Judge judge : Judge.values()) {
                double once = judge == Judge.EXACT
                        ? differing(cheat, few, reproducible)
                        : share(List.copyOf(trials.values()), judge);
                detection.put(
                        judge.text(),
                        PROBES.stream().map(k -> 1 - Math.pow(1 - once, k)).toList());
            }
            attacks.add(new Attack(cheat.name(), scenes.size(), detection, convictions(trials)));
        }
        return attacks;
    }

    /** One step that shows such a fault convicts, so there is no sequential test to wait for. */
    private List<Attack> formats(List<Scene> scenes, List<Workshop> shops) {
        progress.accept("answers of a wrong form");
        List<Attack> lines = new ArrayList<>();
        for (FormatFault fault : FormatFault.all()) {
            Map<String, List<Double>> detection = new LinkedHashMap<>();
            Map<String, VerificationReport.Conviction> convictions = new LinkedHashMap<>();
            for (Judge judge : List.of(Judge.STRICT, Judge.WIDE, Judge.MATCHED, Judge.EXACT)) {
                double once = found(fault, judge, scenes, shops);
                detection.put(
                        judge.text(),
                        PROBES.stream().map(k -> 1 - Math.pow(1 - once, k)).toList());
                convictions.put(judge.text(), new VerificationReport.Conviction(once, 1));
            }
            lines.add(new Attack(fault.name(), scenes.size(), detection, convictions));
        }
        return lines;
    }

    private double found(FormatFault fault, Judge judge, List<Scene> scenes, List<Workshop> shops) {
        int blocks = bench.model().blocks();
        return (double) scenes.stream()
                        .filter(scene -> {
                            Workshop shop = shops.get((int) (scene.number % shops.size()));
                            ComparisonProfile profile = judge == Judge.EXACT
                                    ? ComparisonProfile.EXACT
                                    : court.profile(judge, shop.hardware().rounding());
                            float[] honest = shop.honest(scene.number)[blocks - 1];
                            return fault.isFound(scene, honest, profile, shop.hidden(), blocks);
                        })
                        .count()
                / scenes.size();
    }

    private Map<Scene, Trial> trials(Cheat cheat, List<Scene> scenes, List<Workshop> shops) {
        List<Cheat.Server> servers =
                shops.stream().map(shop -> cheat.mount().apply(shop)).toList();
        List<Trial> trials = scenes.parallelStream()
                .map(scene -> {
                    int machine = (int) (scene.number % servers.size());
                    RoundingPoints rounding = shops.get(machine).hardware().rounding();
                    return court.judge(scene, servers.get(machine).answer(scene), rounding);
                })
                .toList();
        Map<Scene, Trial> byScene = new LinkedHashMap<>();
        for (int i = 0; i < trials.size(); i++) {
            byScene.put(scenes.get(i), trials.get(i));
        }
        return byScene;
    }

    private static double share(List<Trial> trials, Judge judge) {
        return (double) trials.stream()
                        .filter(trial -> trial.alarms().contains(judge))
                        .count()
                / trials.size();
    }

    private static double differing(Cheat cheat, List<Scene> scenes, Workshop shop) {
        Cheat.Server server = cheat.mount().apply(shop);
        return (double) scenes.stream()
                        .filter(scene -> !Arrays.deepEquals(server.answer(scene), shop.honest(scene.number)))
                        .count()
                / scenes.size();
    }

    /** A node runs one machine, so every test draws from the probes of one. */
    private Map<String, VerificationReport.Conviction> convictions(Map<Scene, Trial> trials) {
        Map<String, VerificationReport.Conviction> convictions = new LinkedHashMap<>();
        for (Judge judge : List.of(Judge.STRICT, Judge.WIDE)) {
            Resampling resampling = new Resampling(court.profile(judge, RoundingPoints.EAGER), RESAMPLING_SEED);
            for (int machine = 0; machine < 2; machine++) {
                int own = machine;
                List<Statistics> pool = trials.entrySet().stream()
                        .filter(entry -> entry.getKey().number % 2 == own)
                        .map(entry -> entry.getValue().seenBy(judge))
                        .toList();
                for (int i = 0; i < CONVICTION_TESTS / 2; i++) {
                    resampling.test(pool);
                }
            }
            convictions.put(judge.text(), resampling.conviction());
        }
        return convictions;
    }

    private List<Sequential> sequential(Map<Hardware, List<Trial>> honest) {
        List<Sequential> lines = new ArrayList<>();
        for (Judge judge : PROFILED) {
            progress.accept("sequential tests: " + judge.text());
            List<Hardware> kinds = honest.keySet().stream()
                    .filter(kind -> honestUnder(judge, kind))
                    .toList();
            int convictions = 0;
            int tests = 0;
            double steps = 0;
            for (int k = 0; k < kinds.size(); k++) {
                Hardware kind = kinds.get(k);
                Resampling resampling = new Resampling(court.profile(judge, kind.rounding()), RESAMPLING_SEED + 1 + k);
                List<Statistics> pool = honest.getOrDefault(kind, List.of()).stream()
                        .map(trial -> trial.seenBy(judge))
                        .toList();
                int count = plan.sequentialTests() / kinds.size() + (k < plan.sequentialTests() % kinds.size() ? 1 : 0);
                for (int i = 0; i < count; i++) {
                    resampling.test(pool);
                }
                convictions += resampling.convictions();
                tests += resampling.tests();
                steps += resampling.stepsToAcquittal() * count;
            }
            lines.add(new Sequential(
                    judge.text(),
                    kinds.size() * plan.honestProbes(),
                    tests,
                    convictions,
                    steps / tests,
                    Binomial.interval(convictions, tests).high()));
        }
        return lines;
    }

    private List<Smallest> smallest(List<Scene> scenes, List<Workshop> shops) {
        List<Smallest> lines = new ArrayList<>();
        for (double share : SHARES) {
            progress.accept("weights changed by " + share);
            Cheat cheat = Cheat.weights("weights", Weights.checkpoint(share, 21));
            List<Trial> trials = List.copyOf(trials(cheat, scenes, shops).values());
            Map<String, Double> detection = new LinkedHashMap<>();
            for (Judge judge : EnumSet.complementOf(EnumSet.of(Judge.EXACT))) {
                detection.put(judge.text(), share(trials, judge));
            }
            lines.add(new Smallest(share, detection));
        }
        return lines;
    }
}
