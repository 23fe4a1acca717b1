package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import java.util.List;

/** A party of a dispute, honest or not. */
interface Player {

    /** What it claims the operations' root is. */
    Hash256 operationsRoot();

    /** The messages it sends when asked, in order; none when it stays silent. */
    List<Bytes> answer(DisputeEffect.Ask ask, Seat seat);

    /** Where a player sits: what it needs to sign its moves. */
    record Seat(Hash256 dispute, Side side, PeerKey key) {

        Bytes sign(int round, Move move) {
            return Bytes.of(SignedMove.sign(dispute, round, side, move, key).toBytes());
        }

        Bytes sign(int round, Bytes body) {
            return Bytes.of(SignedMove.sign(dispute, round, side, body, key).toBytes());
        }
    }

    /** Answers from a trace, as the product does. */
    record Honest(BlockTrace trace, Disputant party) implements Player {

        @Override
        public Hash256 operationsRoot() {
            return trace.operationsRoot();
        }

        @Override
        public List<Bytes> answer(DisputeEffect.Ask ask, Seat seat) {
            return List.of(seat.sign(ask.round(), party.answer(ask.stage())));
        }
    }
}
