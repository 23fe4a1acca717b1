package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A set of validators as a bit field over V(e) sorted by node id: bit {@code i} is bit {@code i % 8} of byte {@code i / 8}. */
final class ValidatorBits {

    static final int MAX_BYTES = Roster.MAX_NODES / 8;

    private ValidatorBits() {}

    /** @throws IllegalArgumentException for a member that is not a validator of the roster */
    static Bytes encode(Roster roster, Collection<NodeId> members) {
        byte[] field = new byte[bytesFor(roster.n())];
        for (NodeId member : members) {
            int index = roster.validators().indexOf(member);
            if (index < 0) {
                throw new IllegalArgumentException("node " + member + " is no validator of epoch " + roster.epoch());
            }
            field[index / 8] |= (byte) (1 << (index % 8));
        }
        return Bytes.of(field);
    }

    /** The members in ascending order; empty when the field has the wrong length or a bit beyond the last validator. */
    static Optional<List<NodeId>> decode(Roster roster, Bytes field) {
        if (field.size() != bytesFor(roster.n())) {
            return Optional.empty();
        }
        byte[] bits = field.toBytes();
        List<NodeId> members = new ArrayList<>();
        for (int bit = 0; bit < bits.length * 8; bit++) {
            if (((bits[bit / 8] >> (bit % 8)) & 1) == 0) {
                continue;
            }
            if (bit >= roster.n()) {
                return Optional.empty();
            }
            members.add(roster.validators().get(bit));
        }
        return Optional.of(List.copyOf(members));
    }

    private static int bytesFor(int validators) {
        return (validators + 7) / 8;
    }
}
