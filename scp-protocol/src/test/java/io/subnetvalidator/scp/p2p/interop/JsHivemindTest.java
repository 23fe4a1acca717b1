package io.subnetvalidator.scp.p2p.interop;

import static io.subnetvalidator.scp.p2p.LoopbackPeers.DEADLINE;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.scp.hivemind.BlockUids;
import io.subnetvalidator.scp.hivemind.ElementType;
import io.subnetvalidator.scp.hivemind.HivemindClient;
import io.subnetvalidator.scp.hivemind.HivemindLimits;
import io.subnetvalidator.scp.hivemind.InferenceSession;
import io.subnetvalidator.scp.hivemind.Shape;
import io.subnetvalidator.scp.hivemind.Tensor;
import io.subnetvalidator.scp.p2p.LoopbackPeers;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** hivemind's calls to a js-libp2p peer with an RSA identity: a foreign Noise, yamux and multistream below them. */
@Tag("interop")
class JsHivemindTest {

    private static final int HIDDEN = 64;
    private static final BlockUids BLOCKS = new BlockUids("js", new BlockSpan(0, 2));

    private final LoopbackPeers peers = new LoopbackPeers();
    private final HivemindClient client =
            new HivemindClient(peers.network(), HivemindLimits.defaults(), peers.random, System::currentTimeMillis);
    private final JsPeer js;

    JsHivemindTest() throws IOException {
        js = new JsPeer("hivemind.mjs");
    }

    @AfterEach
    void close() throws IOException {
        peers.close();
        js.close();
    }

    @Test
    void a_peer_with_an_rsa_key_describes_itself() {
        assertThat(js.address.peer().text()).startsWith("Qm");
        assertThat(await(client.info(js.address, BLOCKS, DEADLINE)).version()).hasValue("js");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20_000})
    void hidden_states_come_back_in_one_message_or_in_parts(int tokens) {
        Tensor.Floats hidden = hidden(tokens);

        assertThat(await(client.forward(js.address, BLOCKS, hidden, DEADLINE)).values())
                .isEqualTo(hidden.values());
    }

    @Test
    void a_session_passes_step_by_step_and_is_closed() {
        InferenceSession session = await(client.infer(js.address, BLOCKS, 8, DEADLINE));
        for (int tokens : new int[] {5, 1, 2}) {
            assertThat(await(session.step(hidden(tokens), DEADLINE)).values())
                    .isEqualTo(hidden(tokens).values());
        }

        await(session.close(DEADLINE));
    }

    private static Tensor.Floats hidden(int tokens) {
        Random random = new Random(tokens);
        float[] values = new float[tokens * HIDDEN];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return new Tensor.Floats(Shape.of(1, tokens, HIDDEN), ElementType.FLOAT32, values);
    }
}
