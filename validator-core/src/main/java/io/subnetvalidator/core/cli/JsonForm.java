package io.subnetvalidator.core.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.math.BigInteger;

/** JSON as this program writes it: amounts as decimal text, absent values as null. */
public final class JsonForm {

    private JsonForm() {}

    public static ObjectMapper mapper() {
        SimpleModule amounts = new SimpleModule("amounts");
        // An amount of 1e18 units does not survive readers that hold numbers as doubles.
        amounts.addSerializer(BigInteger.class, ToStringSerializer.instance);
        return new ObjectMapper()
                .registerModule(new Jdk8Module())
                .registerModule(amounts)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    }
}
