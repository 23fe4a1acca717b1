package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A charge in its envelope: the file format, and the author's signature over everything in it. Who signs a charge that does not
 * hold has signed evidence against itself, since everybody comes to the same verdict.
 *
 * @param charge what is held against whom, with the evidence
 * @param author peer who makes the charge
 * @param signature the author's, over everything else
 */
public record FaultProof(Charge charge, PeerId author, PeerSignature signature) {

    /** Version of the file format. */
    public static final int VERSION = 2;

    /** Largest proof in bytes: what peers fetch from each other in one message. */
    public static final int MAX_BYTES = 4 << 20;

    /** Magic, version, kind, author with the length before it, and signature. */
    private static final int MAX_ENVELOPE_BYTES = 4 + 2 + 1 + 1 + 64 + PeerSignature.LENGTH;

    static final byte[] MAGIC = "HTFP".getBytes(StandardCharsets.US_ASCII);

    private static final String ADDRESS_DOMAIN = "hypertensor-scp/1/fault-proof";
    private static final String STATEMENT_DOMAIN = "hypertensor-scp/1/fault-proof-statement";

    /**
     * The proof of a fault, cut down to what shows it; the same evidence and key give the same bytes.
     *
     * @param evidence everything of a session
     * @param fault what {@link Verdicts#judge} said about it
     * @param author key of the peer who makes the charge and answers for it
     * @throws IllegalArgumentException when the proof would be larger than {@link #MAX_BYTES}, or for a deviation that honest work
     *     shows too: {@link SequentialDeviation} is the charge over several sessions
     */
    public static FaultProof of(
            ModelUnderTest model, ComparisonProfile profile, Evidence evidence, Verdict.Fault fault, PeerKey author) {
        if (fault.kind().isOfFormat()) {
            Evidence.Step step = evidence.steps().get(fault.step());
            AnswerCommitment answer = step.answer();
            return sign(new WrongFormat(evidence.announcement(), step.header(), answer, step.answered()), author);
        }
        Evidence least = evidence.shortened(fault);
        if (!(Verdicts.judge(model, profile, least) instanceof Verdict.Fault claim)) {
            throw new IllegalStateException("a fault is not in the rows that show it: " + fault);
        }
        return sign(new WrongComputation(Verdicts.KERNEL, Verdicts.PROGRAM, profile.digest(), least, claim), author);
    }

    /**
     * A charge with its author's signature.
     *
     * @throws IllegalArgumentException when the proof would be larger than {@link #MAX_BYTES}
     */
    public static FaultProof sign(Charge charge, PeerKey author) {
        PeerSignature signature = PeerSignature.sign(statement(charge, author.peerId()), author);
        FaultProof proof = new FaultProof(charge, author.peerId(), signature);
        int size = proof.toBytes().length;
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("a fault proof takes at most " + MAX_BYTES + " bytes, not " + size
                    + "; probe with shorter sessions");
        }
        return proof;
    }

    /** Whether a proof has room for the charge, whoever signs it. */
    static boolean fits(Charge charge) {
        ScaleWriter out = new ScaleWriter();
        charge.encode(out);
        return out.toBytes().length <= MAX_BYTES - MAX_ENVELOPE_BYTES;
    }

    /** Genesis hash of the chain. */
    public Hash256 genesis() {
        return charge.terms().genesis();
    }

    public SubnetId subnet() {
        return charge.terms().subnet();
    }

    /** Subnet epoch of the session. */
    public Epoch epoch() {
        return charge.terms().epoch();
    }

    /** Node id that the accused announced; whether the chain knows {@link #accused()} by it is for the caller to check. */
    public Optional<NodeId> node() {
        return charge.node();
    }

    /** Peer whose signature is held against it. */
    public PeerId accused() {
        return charge.accused();
    }

    /** Content address: the digest of all bytes. */
    public Hash256 digest() {
        return address(toBytes());
    }

    /** Content address of the bytes of a proof. */
    public static Hash256 address(byte[] bytes) {
        return Blake2b.domainHash(ADDRESS_DOMAIN, bytes);
    }

    /** Whether the author signed this proof. */
    public boolean isSignedByAuthor() {
        return signature.isBy(author, statement(charge, author));
    }

    /** The canonical bytes, which are also the file. */
    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encodeStatement(out, charge, author);
        signature.encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no proof of this version */
    public static FaultProof fromBytes(byte[] bytes) {
        return Decoded.all(bytes, FaultProof::decode);
    }

    private static Hash256 statement(Charge charge, PeerId author) {
        ScaleWriter out = new ScaleWriter();
        encodeStatement(out, charge, author);
        return Blake2b.domainHash(STATEMENT_DOMAIN, out.toBytes());
    }

    private static void encodeStatement(ScaleWriter out, Charge charge, PeerId author) {
        out.raw(MAGIC).u16(VERSION).u8(charge.code());
        charge.encode(out);
        Decoded.encode(out, author);
    }

    private static FaultProof decode(ScaleReader in) {
        if (in.remaining() > MAX_BYTES) {
            throw in.error("a fault proof takes at most " + MAX_BYTES + " bytes");
        }
        if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
            throw in.error("it does not start with HTFP");
        }
        int version = in.u16();
        if (version != VERSION) {
            throw in.error("a fault proof of version " + version + " is not known, only " + VERSION);
        }
        Charge charge = Charge.decode(in);
        PeerId author = Decoded.peerId(in);
        return new FaultProof(charge, author, PeerSignature.decode(in));
    }
}
