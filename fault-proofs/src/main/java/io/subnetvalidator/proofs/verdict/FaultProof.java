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
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Evidence that a node signed a wrong answer, complete but for the model's weights: whoever has them re-executes the verdict.
 * Chain, subnet, epoch, model, span and node are not stated a second time; they are those of the signed session. The last step
 * of the transcript is the faulty one.
 *
 * @param kernel arithmetic of the reference that the author used
 * @param program verdict program that the author used
 * @param profileDigest comparison profile that the author used
 * @param announcement what the node declared
 * @param transcript the session up to and with the faulty step
 * @param claim the author's verdict
 * @param author peer who makes the claim
 * @param signature the author's, over everything else
 */
public record FaultProof(
        String kernel,
        String program,
        Hash256 profileDigest,
        SignedAnnouncement announcement,
        HopTranscript transcript,
        Verdict.Fault claim,
        PeerId author,
        PeerSignature signature) {

    /** Version of the file format. */
    public static final int VERSION = 1;

    /** Largest proof in bytes. */
    public static final int MAX_BYTES = TranscriptLimits.MAX_TRANSCRIPT_BYTES;

    static final byte[] MAGIC = "HTFP".getBytes(StandardCharsets.US_ASCII);

    private static final String ADDRESS_DOMAIN = "hypertensor-scp/1/fault-proof";
    private static final String STATEMENT_DOMAIN = "hypertensor-scp/1/fault-proof-statement";
    private static final int MAX_NAME_BYTES = 64;

    /** Genesis hash of the chain. */
    public Hash256 genesis() {
        return terms().genesis();
    }

    public SubnetId subnet() {
        return terms().subnet();
    }

    /** Subnet epoch of the session. */
    public Epoch epoch() {
        return terms().epoch();
    }

    /** Node id that the accused announced; whether the chain knows {@link #accused()} by it is for the caller to check. */
    public NodeId node() {
        return announcement.announcement().node();
    }

    /** Peer whose signature is held against it. */
    public PeerId accused() {
        return terms().server();
    }

    public SessionTerms terms() {
        return transcript.terms();
    }

    /** Content address: the digest of all bytes. */
    public Hash256 digest() {
        return Blake2b.domainHash(ADDRESS_DOMAIN, toBytes());
    }

    /** Whether the author signed this proof. */
    public boolean isSignedByAuthor() {
        return signature.isBy(author, statement());
    }

    /** The proof with the author's signature over everything in it. */
    static FaultProof sign(
            Hash256 profileDigest,
            SignedAnnouncement announcement,
            HopTranscript transcript,
            Verdict.Fault claim,
            PeerKey author) {
        PeerSignature none = PeerSignature.of(new byte[PeerSignature.LENGTH]);
        FaultProof unsigned = new FaultProof(
                Verdicts.KERNEL,
                Verdicts.PROGRAM,
                profileDigest,
                announcement,
                transcript,
                claim,
                author.peerId(),
                none);
        return unsigned.signedWith(author);
    }

    FaultProof signedWith(PeerKey key) {
        return new FaultProof(
                kernel,
                program,
                profileDigest,
                announcement,
                transcript,
                claim,
                author,
                PeerSignature.sign(statement(), key));
    }

    /** The canonical bytes, which are also the file. */
    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encodeStatement(out);
        signature.encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no proof of this version */
    public static FaultProof fromBytes(byte[] bytes) {
        return Decoded.all(bytes, FaultProof::decode);
    }

    private Hash256 statement() {
        ScaleWriter out = new ScaleWriter();
        encodeStatement(out);
        return Blake2b.domainHash(STATEMENT_DOMAIN, out.toBytes());
    }

    private void encodeStatement(ScaleWriter out) {
        out.raw(MAGIC).u16(VERSION).string(kernel).string(program).raw(profileDigest.toBytes());
        announcement.encode(out);
        transcript.encode(out);
        claim.encode(out);
        Decoded.encode(out, author);
    }

    private static FaultProof decode(ScaleReader in) {
        if (in.remaining() > MAX_BYTES) {
            throw in.error("a fault proof takes at most " + MAX_BYTES + " bytes");
        }
        if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
            throw in.error("not a fault proof");
        }
        int version = in.u16();
        if (version != VERSION) {
            throw in.error("a fault proof of version " + version + " is not known, only " + VERSION);
        }
        String kernel = in.string(MAX_NAME_BYTES);
        String program = in.string(MAX_NAME_BYTES);
        Hash256 profile = Decoded.hash(in);
        SignedAnnouncement announcement = SignedAnnouncement.decode(in);
        HopTranscript transcript = HopTranscript.decode(in);
        Verdict.Fault claim = Verdict.Fault.decode(in);
        PeerId author = Decoded.peerId(in);
        return new FaultProof(
                kernel, program, profile, announcement, transcript, claim, author, PeerSignature.decode(in));
    }
}
