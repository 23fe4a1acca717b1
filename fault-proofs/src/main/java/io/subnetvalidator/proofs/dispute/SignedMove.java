package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.PeerSignature;

/**
 * A move under the signature of the party that makes it. What is signed need not be a move: whoever signs anything else loses by it.
 *
 * @param dispute the dispute it belongs to
 * @param round the round it answers
 * @param body bytes of the move
 */
public record SignedMove(Hash256 dispute, int round, Side side, Bytes body, PeerSignature signature) {

    public static SignedMove sign(Hash256 dispute, int round, Side side, Move move, PeerKey key) {
        return sign(dispute, round, side, Bytes.of(move.toBytes()), key);
    }

    static SignedMove sign(Hash256 dispute, int round, Side side, Bytes body, PeerKey key) {
        return new SignedMove(
                dispute, round, side, body, PeerSignature.sign(statement(dispute, round, side, body), key));
    }

    /** Whether this peer signed it. */
    public boolean isBy(PeerId peer) {
        return signature.isBy(peer, statement(dispute, round, side, body));
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encodeStatement(out, dispute, round, side, body);
        signature.encode(out);
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not canonical */
    public static SignedMove fromBytes(byte[] bytes) {
        return Decoded.all(bytes, SignedMove::decode);
    }

    private static SignedMove decode(ScaleReader in) {
        Hash256 dispute = Decoded.hash(in);
        int round = in.u16();
        Side side = Decoded.member(in, Side.class);
        Bytes body = Bytes.of(in.bytes(Move.MAX_BYTES));
        return new SignedMove(dispute, round, side, body, PeerSignature.decode(in));
    }

    private static Hash256 statement(Hash256 dispute, int round, Side side, Bytes body) {
        ScaleWriter out = new ScaleWriter();
        encodeStatement(out, dispute, round, side, body);
        return Blake2b.domainHash(DisputeDomains.MOVE, out.toBytes());
    }

    private static void encodeStatement(ScaleWriter out, Hash256 dispute, int round, Side side, Bytes body) {
        out.raw(dispute.toBytes()).u16(round).u8(side.code()).bytes(body.toBytes());
    }
}
