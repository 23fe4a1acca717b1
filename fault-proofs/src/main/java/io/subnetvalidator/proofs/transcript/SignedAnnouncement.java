package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;

/** An announcement with the signature of the peer it names; holding one says nothing about whether it verifies. */
public record SignedAnnouncement(SpanAnnouncement announcement, PeerSignature signature) {

    /** @throws IllegalArgumentException when the key is not the announced peer's */
    public static SignedAnnouncement sign(SpanAnnouncement announcement, PeerKey key) {
        if (!key.peerId().equals(announcement.peer())) {
            throw new IllegalArgumentException(
                    "the announcement is of " + announcement.peer() + ", the key is of " + key.peerId());
        }
        return new SignedAnnouncement(announcement, PeerSignature.sign(announcement.digest(), key));
    }

    /** Whether the announced peer signed it. */
    public boolean verifies() {
        return signature.isBy(announcement.peer(), announcement.digest());
    }

    /** Whether it is this peer's own, correctly signed announcement. */
    public boolean verifies(PeerId peer) {
        return announcement.peer().equals(peer) && verifies();
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not canonical */
    public static SignedAnnouncement fromBytes(byte[] bytes) {
        return Decoded.all(bytes, SignedAnnouncement::decode);
    }

    public void encode(ScaleWriter out) {
        announcement.encode(out);
        signature.encode(out);
    }

    public static SignedAnnouncement decode(ScaleReader in) {
        SpanAnnouncement announcement = SpanAnnouncement.decode(in);
        return new SignedAnnouncement(announcement, PeerSignature.decode(in));
    }
}
