package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The {@code args} of {@code propose_attestation}: what the scores were computed from.
 *
 * <p>Layout: version u8 (1), observed epoch u32, policy digest [32], included-set root [32], fault-proof root [32], bit field
 * over V(e) as {@code Vec<u8>}, number of proofs u16, {@code Option} of the proof digests (each [32], without a count),
 * {@code Option} of the archive hint as text. The proof digests are left out when they do not fit; attestors then fetch the
 * {@link ProposalManifest} by its {@link #manifestKey}.
 *
 * @param observed the epoch that the scores are about, one before the epoch of the proposal
 * @param policyDigest digest of the scoring policy
 * @param includedRoot {@link ProposalManifest#includedRoot()}
 * @param proofRoot {@link ProposalManifest#proofRoot()}
 * @param included bit field over V(e) sorted by node id
 * @param proofCount number of fault proofs
 * @param proofs their digests, strictly ascending, when they fit
 * @param archiveHint multiaddr of an archive of the inputs, at most {@value #MAX_HINT_BYTES} bytes
 */
public record ProposalArgs(
        Epoch observed,
        Hash256 policyDigest,
        Hash256 includedRoot,
        Hash256 proofRoot,
        Bytes included,
        int proofCount,
        Optional<List<Hash256>> proofs,
        Optional<String> archiveHint) {

    public static final int VERSION = 1;

    /** The chain's limit on {@code args} (chain reference, 5.2). */
    public static final int MAX_BYTES = 4096;

    public static final int MAX_HINT_BYTES = 256;

    /** @throws IllegalArgumentException when the proofs contradict their count or root, or a part is too long */
    public ProposalArgs {
        proofs = proofs.map(List::copyOf);
        if (included.size() > ValidatorBits.MAX_BYTES) {
            throw new IllegalArgumentException("a bit field has at most " + ValidatorBits.MAX_BYTES + " bytes");
        }
        if (archiveHint
                .filter(hint -> hint.getBytes(StandardCharsets.UTF_8).length > MAX_HINT_BYTES)
                .isPresent()) {
            throw new IllegalArgumentException("an archive hint has at most " + MAX_HINT_BYTES + " bytes");
        }
        if (proofCount < 0 || proofCount > ProposalManifest.MAX_PROOFS) {
            throw new IllegalArgumentException("the number of proofs must fit a u16 but is " + proofCount);
        }
        if (proofs.isPresent() && !lists(proofs.get(), proofCount, proofRoot)) {
            throw new IllegalArgumentException("the proof digests do not match their count, order or root");
        }
        if (proofCount == 0 && proofs.isEmpty()) {
            throw new IllegalArgumentException("an empty list of proofs always fits and must be present");
        }
    }

    /** The args for this manifest, with the proof digests when they fit. */
    public static ProposalArgs of(
            ProposalManifest manifest, Hash256 policyDigest, Bytes included, Optional<String> archiveHint) {
        ProposalArgs full = new ProposalArgs(
                manifest.observed(),
                policyDigest,
                manifest.includedRoot(),
                manifest.proofRoot(),
                included,
                manifest.proofs().size(),
                Optional.of(manifest.proofs()),
                archiveHint);
        return full.encoded().length <= MAX_BYTES ? full : full.withoutProofs();
    }

    /** Whether the bytes claim to be args of this version; others are a foreign proposal's. */
    public static boolean areOurs(Bytes args) {
        return args.size() > 0 && args.toBytes()[0] == VERSION;
    }

    public Hash256 manifestKey(SubnetContext context) {
        return ProposalManifest.key(context, observed, includedRoot, proofRoot);
    }

    /** @throws IllegalStateException when the result is longer than {@value #MAX_BYTES} bytes */
    public Bytes toBytes() {
        byte[] encoded = encoded();
        if (encoded.length > MAX_BYTES) {
            throw new IllegalStateException("args take " + encoded.length + " bytes, the chain accepts " + MAX_BYTES);
        }
        return Bytes.of(encoded);
    }

    /** @throws ScaleException when the bytes are not the canonical form of args of version {@value #VERSION} */
    public static ProposalArgs fromBytes(Bytes bytes) {
        ScaleReader in = new ScaleReader(bytes.toBytes());
        if (bytes.size() > MAX_BYTES) {
            throw in.error("args of " + bytes.size() + " bytes are longer than " + MAX_BYTES);
        }
        int version = in.u8();
        if (version != VERSION) {
            throw in.error("args of version " + version + ", not " + VERSION);
        }
        Epoch observed = Epoch.of(in.u32());
        Hash256 policy = hash(in);
        Hash256 includedRoot = hash(in);
        Hash256 proofRoot = hash(in);
        Bytes included = Bytes.of(in.bytes(ValidatorBits.MAX_BYTES));
        int count = in.u16();
        Optional<List<Hash256>> proofs = in.option(r -> readProofs(r, count));
        Optional<String> hint = in.option(r -> r.string(MAX_HINT_BYTES));
        in.requireEnd();
        try {
            return new ProposalArgs(observed, policy, includedRoot, proofRoot, included, count, proofs, hint);
        } catch (IllegalArgumentException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }

    private byte[] encoded() {
        ScaleWriter out = new ScaleWriter();
        out.u8(VERSION).u32(observed.value());
        out.raw(policyDigest.toBytes()).raw(includedRoot.toBytes()).raw(proofRoot.toBytes());
        out.bytes(included.toBytes()).u16(proofCount);
        out.option(proofs, (w, list) -> list.forEach(proof -> w.raw(proof.toBytes())));
        return out.option(archiveHint, ScaleWriter::string).toBytes();
    }

    private ProposalArgs withoutProofs() {
        return new ProposalArgs(
                observed, policyDigest, includedRoot, proofRoot, included, proofCount, Optional.empty(), archiveHint);
    }

    private static boolean lists(List<Hash256> proofs, int count, Hash256 root) {
        return proofs.size() == count
                && ProposalManifest.ascending(proofs)
                && ProposalManifest.proofRoot(proofs).equals(root);
    }

    private static List<Hash256> readProofs(ScaleReader in, int count) {
        if ((long) count * Hash256.LENGTH > in.remaining()) {
            throw in.error(count + " proof digests do not fit the " + in.remaining() + " bytes left");
        }
        return IntStream.range(0, count).mapToObj(i -> hash(in)).toList();
    }

    private static Hash256 hash(ScaleReader in) {
        return Hash256.of(in.raw(Hash256.LENGTH));
    }
}
