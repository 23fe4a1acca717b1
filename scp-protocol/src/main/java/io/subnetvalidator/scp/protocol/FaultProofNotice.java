package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.PeerPublicKey;

/**
 * Says that a fault proof exists; the proof itself is fetched by its digest and judged by everybody.
 *
 * @param context chain and subnet
 * @param epoch the epoch of the fault
 * @param sender the validator that says so, not necessarily the proof's author
 * @param proof digest of the proof
 * @param accused the node that the proof is about
 */
public record FaultProofNotice(SubnetContext context, Epoch epoch, NodeId sender, Hash256 proof, NodeId accused) {

    /** A notice with its sender's signature. */
    public record Signed(FaultProofNotice notice, Bytes signature) {

        /** Size of every signed notice. */
        public static final int BYTES = Hash256.LENGTH + 4 + 4 + 4 + Hash256.LENGTH + 4 + SignedBatch.SIGNATURE_BYTES;

        public boolean isSignedBy(PeerPublicKey key) {
            return MessageKind.PROOF_NOTICE.verifies(key, notice.digest(), signature);
        }

        public byte[] toBytes() {
            ScaleWriter out = new ScaleWriter();
            notice.encode(out);
            return out.raw(signature.toBytes()).toBytes();
        }

        /** @throws ScaleException when the bytes are not exactly one signed notice */
        public static Signed fromBytes(byte[] bytes) {
            ScaleReader in = new ScaleReader(bytes);
            FaultProofNotice notice = decode(in);
            Bytes signature = Bytes.of(in.raw(SignedBatch.SIGNATURE_BYTES));
            in.requireEnd();
            return new Signed(notice, signature);
        }
    }

    public Hash256 digest() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return MessageKind.PROOF_NOTICE.digest(out.toBytes());
    }

    public Signed sign(PeerKey key) {
        return new Signed(this, MessageKind.PROOF_NOTICE.sign(key, digest()));
    }

    private void encode(ScaleWriter out) {
        context.encode(out);
        out.u32(epoch.value()).u32(sender.value()).raw(proof.toBytes()).u32(accused.value());
    }

    private static FaultProofNotice decode(ScaleReader in) {
        SubnetContext context = SubnetContext.decode(in);
        Epoch epoch = Epoch.of(in.u32());
        NodeId sender = NodeId.of(in.u32());
        Hash256 proof = Hash256.of(in.raw(Hash256.LENGTH));
        return new FaultProofNotice(context, epoch, sender, proof, NodeId.of(in.u32()));
    }
}
