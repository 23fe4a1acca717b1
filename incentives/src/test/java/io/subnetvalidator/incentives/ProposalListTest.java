package io.subnetvalidator.incentives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.Unsigned;
import io.subnetvalidator.chain.types.Hex;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Score;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposalListTest {

    @Test
    void a_list_is_brought_into_the_order_of_the_nodes() {
        ProposalList list = ProposalList.canonical(List.of(entry(3, 1), entry(1, 2), entry(2, 3)));

        assertThat(list.entries()).containsExactly(entry(1, 2), entry(2, 3), entry(3, 1));
    }

    @Test
    void its_bytes_are_the_data_of_a_proposal() {
        assertThat(Hex.encode(new ProposalList(List.of(entry(1, 5), entry(258, 6))).toBytes()))
                .isEqualTo("0x08" + "01000000" + "05000000000000000000000000000000" + "02010000"
                        + "06000000000000000000000000000000");
        assertThat(new ProposalList(List.of()).toBytes()).containsExactly(0);
    }

    @Test
    void bytes_are_read_back_only_when_they_are_canonical() {
        ProposalList list = new ProposalList(List.of(entry(1, 5), entry(2, 6)));
        byte[] bytes = list.toBytes();

        assertThat(ProposalList.decode(new ScaleReader(bytes))).isEqualTo(list);
        byte[] twice = bytes.clone();
        twice[21] = 1;
        assertThatThrownBy(() -> ProposalList.decode(new ScaleReader(twice)))
                .isInstanceOf(ScaleException.class)
                .hasMessageContaining("does not follow");
    }

    @Test
    void a_node_stands_in_it_once() {
        assertThatThrownBy(() -> ProposalList.canonical(List.of(entry(1, 5), entry(1, 5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node 1 is listed twice");
        assertThatThrownBy(() -> new ProposalList(List.of(entry(2, 5), entry(1, 5))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_sum_is_one_that_the_chain_can_divide_by() {
        NodeScore all = new NodeScore(NodeId.of(1), Score.of(Unsigned.U128_MAX));

        assertThat(new ProposalList(List.of(all, entry(2, 0))).entries()).hasSize(2);
        assertThatThrownBy(() -> new ProposalList(List.of(all, entry(2, 1)))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void equal_lists_have_equal_digests_and_others_do_not() {
        ProposalList list = new ProposalList(List.of(entry(1, 5)));

        assertThat(list.digest())
                .isEqualTo(ProposalList.canonical(List.of(entry(1, 5))).digest());
        assertThat(list.digest()).isNotEqualTo(new ProposalList(List.of(entry(1, 6))).digest());
    }

    private static NodeScore entry(long node, long score) {
        return new NodeScore(NodeId.of(node), Score.of(BigInteger.valueOf(score)));
    }
}
