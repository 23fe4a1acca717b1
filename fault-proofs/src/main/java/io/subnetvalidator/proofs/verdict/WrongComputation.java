package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The node signed rows that its declared arithmetic does not give. Complete but for the model's weights: whoever has them
 * re-executes the verdict. The last step shown is the faulty one.
 *
 * @param kernel arithmetic of the reference that the author used
 * @param program verdict program that the author used
 * @param profile digest of the comparison profile that the author used
 * @param claim the author's verdict about exactly this evidence
 */
public record WrongComputation(String kernel, String program, Hash256 profile, Evidence evidence, Verdict.Fault claim)
        implements Charge {

    static final int CODE = 0;

    private static final int MAX_NAME_BYTES = 64;

    /** Extensions a later version may add; proofs with one are not for this program to judge. */
    private static final int NO_EXTENSION = 0;

    /** @throws IllegalArgumentException when the evidence goes on behind the faulty step, or the fault is one of format */
    public WrongComputation {
        if (evidence.steps().size() != claim.step() + 1) {
            throw new IllegalArgumentException("the evidence does not end with the faulty step " + claim.step());
        }
        if (claim.kind().isOfFormat()) {
            throw new IllegalArgumentException(claim.kind() + " is shown without a computation");
        }
    }

    @Override
    public SessionTerms terms() {
        return evidence.terms();
    }

    @Override
    public Optional<NodeId> node() {
        return Optional.of(evidence.announced().node());
    }

    @Override
    public PeerId accused() {
        return terms().server();
    }

    /** Wrong bits are wrong whoever chose what was asked; only what a tolerant node is held to rests on blocks of the chain. */
    @Override
    public List<Assumption> assumptions() {
        List<Assumption> all = new ArrayList<>(List.of(registered()));
        if (evidence.announced().profile().kind() != NumericProfile.Kind.EXACT) {
            all.addAll(evidence.assumedBlocks());
        }
        return all;
    }

    @Override
    public String reason() {
        return claim.kind().name();
    }

    @Override
    public String text() {
        return reason() + " in row " + claim.row() + " of step " + claim.step() + ", "
                + (evidence.opening().isPresent()
                        ? "opened block " + evidence.checked().first()
                        : "blocks " + evidence.checked());
    }

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.string(kernel).string(program).raw(profile.toBytes());
        EvidenceCodec.encode(out, evidence);
        claim.encode(out);
        out.u8(NO_EXTENSION);
    }

    static WrongComputation decode(ScaleReader in) {
        String kernel = in.string(MAX_NAME_BYTES);
        String program = in.string(MAX_NAME_BYTES);
        Hash256 profile = Decoded.hash(in);
        Evidence evidence = EvidenceCodec.decode(in);
        Verdict.Fault claim = Verdict.Fault.decode(in);
        int extension = in.u8();
        if (extension != NO_EXTENSION) {
            throw in.error("extension " + extension + " of a charge is not known");
        }
        return Decoded.value(in, () -> new WrongComputation(kernel, program, profile, evidence, claim));
    }
}
