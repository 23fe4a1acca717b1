package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.model.WeightTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** False traces, and players that defend them by every trick they have. */
final class Lies {

    /** Weights as eight bits per value and one scale per row give them. */
    static final WeightTransform INT8 = (tensor, row, values) -> {
        float greatest = 1e-9f;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(values[i] / greatest * 127) * greatest / 127;
        }
    };

    private final Arena arena;

    Lies(Arena arena) {
        this.arena = arena;
    }

    /**
     * The true trace but for one element of one operation.
     *
     * @param carriedOn whether the operations behind it are computed from the wrong value
     */
    BlockTrace flipped(int operation, int index, int bit, boolean carriedOn) {
        List<float[]> outputs = outputs();
        float[] changed = outputs.get(operation).clone();
        changed[index] = Float.intBitsToFloat(Float.floatToRawIntBits(changed[index]) ^ (1 << bit));
        outputs.set(operation, changed);
        return carriedOn ? recomputed(outputs, operation + 1) : of(outputs);
    }

    /** The true trace, but this operation passes on what it reads first, or zeros where the shapes differ. */
    BlockTrace skipped(int operation) {
        List<float[]> outputs = outputs();
        float[] kept = outputs.get(operation);
        Operand read = arena.graph.operation(operation).step(0, 0, 0).operands().get(0);
        float[] source = arena.truth.values().of(((Operand.Computed) read).operation());
        outputs.set(operation, source.length == kept.length ? source : new float[kept.length]);
        return recomputed(outputs, operation + 1);
    }

    /** A trace of other values under the true input's root. */
    BlockTrace ofInput(float[] input) {
        BlockTrace other = BlockTrace.compute(arena.graph, arena.weights, input);
        List<float[]> outputs = new ArrayList<>();
        for (int i = 0; i < arena.graph.size(); i++) {
            outputs.add(other.values().of(i));
        }
        return of(outputs);
    }

    /** Defends a false trace as the product would, but shows states that end in the false element. */
    Player defend(BlockTrace trace, int falseStep) {
        Player.Honest open = arena.player(trace);
        return new Player() {
            @Override
            public Hash256 operationsRoot() {
                return trace.operationsRoot();
            }

            @Override
            public List<Bytes> answer(DisputeEffect.Ask ask, Seat seat) {
                Move move = open.party().answer(ask.stage());
                if (ask.stage() instanceof Stage.Unroll unroll && move instanceof Move.States states) {
                    int claimed = seat.side() == Side.FIRST ? unroll.first() : unroll.second();
                    return List.of(seat.sign(ask.round(), patched(states, falseStep, claimed)));
                }
                return List.of(seat.sign(ask.round(), move));
            }
        };
    }

    /** Any lie, defended in any way; the seed says which. */
    Player random(SplittableRandom random) {
        BlockTrace trace = randomTrace(random);
        Player defended = defend(trace, random.nextInt(4));
        int roundOfMischief = random.nextInt(3) == 0 ? random.nextInt(14) : Integer.MAX_VALUE;
        int mischief = random.nextInt(9);
        int atLeaf = random.nextInt(4);
        long seed = random.nextLong();
        return new Player() {
            @Override
            public Hash256 operationsRoot() {
                return trace.operationsRoot();
            }

            @Override
            public List<Bytes> answer(DisputeEffect.Ask ask, Seat seat) {
                SplittableRandom own = new SplittableRandom(seed + ask.round());
                List<Bytes> messages = defended.answer(ask, seat);
                if (ask.round() == roundOfMischief) {
                    return mischief(mischief, messages, ask, seat, own);
                }
                if (ask.stage() instanceof Stage.Prove && atLeaf > 0) {
                    return atLeaf == 1 ? List.of() : List.of(spoiled(messages.get(0), ask, seat, own));
                }
                return messages;
            }
        };
    }

    private BlockTrace randomTrace(SplittableRandom random) {
        int operation = random.nextInt(arena.graph.size());
        int size = arena.graph.shape(operation).size();
        BlockTrace flipped = flipped(operation, random.nextInt(size), random.nextInt(32), random.nextBoolean());
        BlockTrace trace = switch (random.nextInt(10)) {
            case 0 -> skipped(operation);
            case 1 -> {
                float[] input = arena.truth.values().of(Operand.INPUT).clone();
                input[random.nextInt(input.length)] *= 1.01f;
                yield ofInput(input);
            }
            default -> flipped;
        };
        // Where rounding hides the change, what is left is no lie.
        return trace.operationsRoot().equals(arena.truth.operationsRoot()) ? flipped : trace;
    }

    private static List<Bytes> mischief(
            int kind, List<Bytes> messages, DisputeEffect.Ask ask, Player.Seat seat, SplittableRandom random) {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        Hash256 hash = Blake2b.hash256(noise);
        Bytes message = messages.get(0);
        return switch (kind) {
            case 0 -> List.of();
            case 1 -> List.of(Bytes.of(noise));
            case 2 -> List.of(seat.sign(ask.round(), Bytes.of(noise)));
            case 3 -> List.of(seat.sign(ask.round(), new Move.Children(hash, hash)));
            case 4 -> List.of(seat.sign(ask.round(), new Move.States(List.of(random.nextInt(), random.nextInt()))));
            case 5 -> List.of(seat.sign(ask.round() + 1, new Move.Children(hash, hash)), message);
            case 6 -> List.of(message, message, seat.sign(ask.round(), new Move.Children(hash, hash)));
            case 7 ->
                List.of(new Player.Seat(seat.dispute(), seat.side().other(), seat.key())
                        .sign(ask.round(), new Move.Children(hash, hash)));
            default -> List.of(new Player.Seat(hash, seat.side(), seat.key()).sign(ask.round(), Bytes.of(noise)));
        };
    }

    private static Bytes spoiled(Bytes message, DisputeEffect.Ask ask, Player.Seat seat, SplittableRandom random) {
        byte[] body = SignedMove.fromBytes(message.toBytes()).body().toBytes();
        body[1 + random.nextInt(body.length - 1)] ^= (byte) (1 << random.nextInt(8));
        return seat.sign(ask.round(), Bytes.of(body));
    }

    private static Move.States patched(Move.States states, int falseStep, int claimed) {
        List<Integer> bits = new ArrayList<>(states.bits());
        for (int i = Math.min(falseStep, bits.size() - 1); i < bits.size(); i++) {
            bits.set(i, bits.get(i) ^ 1);
        }
        bits.set(bits.size() - 1, claimed);
        return new Move.States(bits);
    }

    private List<float[]> outputs() {
        List<float[]> outputs = new ArrayList<>();
        for (int i = 0; i < arena.graph.size(); i++) {
            outputs.add(arena.truth.values().of(i));
        }
        return outputs;
    }

    private BlockTrace recomputed(List<float[]> outputs, int from) {
        List<float[]> all = new ArrayList<>(outputs.subList(0, from));
        BlockValues values = new BlockValues(arena.truth.values().of(Operand.INPUT), all);
        for (int i = from; i < arena.graph.size(); i++) {
            all.add(arena.graph.operation(i).compute(values, arena.weights));
        }
        return of(all);
    }

    private BlockTrace of(List<float[]> outputs) {
        return BlockTrace.of(arena.graph, new BlockValues(arena.truth.values().of(Operand.INPUT), outputs));
    }
}
