package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.OpenedRows;
import io.subnetvalidator.proofs.transcript.OpeningSeal;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.RowsCommitment;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.proofs.transcript.SealedProvenance;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The compact form of evidence. What follows from something else is not written: index, position, the digest of the step before,
 * the digest that an answer names, sizes of inputs, encodings of opened rows. So steps out of order cannot be written at all, and
 * there is one way to write a session.
 */
final class EvidenceCodec {

    private EvidenceCodec() {}

    static void encode(ScaleWriter out, Evidence evidence) {
        evidence.announcement().encode(out);
        encodeSession(out, evidence);
    }

    /** Everything but the announcement, which sessions at one node share. */
    static void encodeSession(ScaleWriter out, Evidence evidence) {
        evidence.terms().encode(out);
        out.option(evidence.opening(), (item, seal) -> seal.encode(item));
        out.vec(evidence.later(), (item, answer) -> item.raw(answer.toBytes()));
        out.option(evidence.anchor(), (item, anchor) -> anchor.encode(item));
        out.vec(evidence.steps(), EvidenceCodec::step);
        for (Evidence.Step step : evidence.steps()) {
            out.option(step.input(), (item, rows) -> rows.encode(item));
            out.option(step.output(), (item, rows) -> rows.encode(item));
        }
    }

    private static void step(ScaleWriter out, Evidence.Step step) {
        out.u16(step.header().tokens());
        step.provenance().encode(out);
        RowsCommitment input = step.header().input();
        out.u8(input.encoding().code()).raw(input.root().toBytes());
        step.requested().encode(out);
        out.raw(step.answer().boundaryRoot().toBytes());
        step.answer().output().encode(out);
        step.answered().encode(out);
    }

    static Evidence decode(ScaleReader in) {
        return decodeSession(in, SignedAnnouncement.decode(in));
    }

    static Evidence decodeSession(ScaleReader in, SignedAnnouncement announcement) {
        SessionTerms terms = SessionTerms.decode(in);
        Optional<OpeningSeal> opening = in.option(OpeningSeal::decode);
        List<Hash256> later = in.vec(TranscriptLimits.MAX_STEPS, Decoded::hash);
        Optional<SaltAnchor> anchor = in.option(SaltAnchor::decode);
        Chain chain = new Chain(terms);
        List<Evidence.Step> bare = in.vec(TranscriptLimits.MAX_STEPS, chain::next);
        Evidence evidence = Decoded.value(in, () -> new Evidence(announcement, bare, later, opening, anchor));
        BlockSpan checked = evidence.checked();
        List<Evidence.Step> steps = new ArrayList<>();
        for (Evidence.Step step : bare) {
            RowEncoding before = evidence.committedInput(step, checked).encoding();
            RowEncoding behind = evidence.committedOutput(step, checked).encoding();
            Optional<OpenedRows> input = in.option(rows -> OpenedRows.decode(rows, before));
            steps.add(step.withRows(input, in.option(rows -> OpenedRows.decode(rows, behind))));
        }
        return Decoded.value(in, () -> new Evidence(announcement, steps, later, opening, anchor));
    }

    /** Rebuilds the headers of a session, each from the one before it. */
    private static final class Chain {

        private final SessionTerms terms;
        private Optional<StepHeader> last = Optional.empty();

        Chain(SessionTerms terms) {
            this.terms = terms;
        }

        Evidence.Step next(ScaleReader in) {
            int tokens = in.u16();
            SealedProvenance provenance = SealedProvenance.decode(in);
            RowEncoding encoding = Decoded.member(in, RowEncoding.class);
            Hash256 root = Decoded.hash(in);
            PeerSignature requested = PeerSignature.decode(in);
            Hash256 boundaryRoot = Decoded.hash(in);
            RowsCommitment output = RowsCommitment.decode(in);
            PeerSignature answered = PeerSignature.decode(in);
            StepHeader header = Decoded.value(in, () -> header(tokens, provenance, encoding, root));
            last = Optional.of(header);
            AnswerCommitment answer = new AnswerCommitment(header.digest(), boundaryRoot, output);
            return new Evidence.Step(
                    header, requested, provenance, answer, answered, Optional.empty(), Optional.empty());
        }

        private StepHeader header(int tokens, SealedProvenance provenance, RowEncoding encoding, Hash256 root) {
            int rowBytes = Math.multiplyExact(terms.hiddenSize(), encoding.bytesPerValue());
            RowsCommitment input = new RowsCommitment(encoding, rowBytes, Math.multiplyExact(tokens, rowBytes), root);
            return last.map(before -> before.next(tokens, provenance.digest(), input))
                    .orElseGet(() -> StepHeader.first(terms, tokens, provenance.digest(), input));
        }
    }
}
