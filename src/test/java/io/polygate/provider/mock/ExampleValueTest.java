package io.polygate.provider.mock;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.wire.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExampleValueTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'integer','minimum':5} | 5",
                "{'type':'integer','exclusiveMinimum':5} | 6",
                "{'type':'integer','maximum':-3.5} | -4",
                "{'type':'integer','minimum':2.5} | 3",
                "{'type':'number','exclusiveMaximum':1} | 0.999",
                "{'type':'integer','minimum':7,'multipleOf':5} | 10",
                "{'type':['null','boolean']} | true",
                "{'const':null} | null",
                "{'enum':['x','y']} | 'x'",
                "{'type':'string','format':'date'} | '2026-01-01'",
                "{'type':'string','minLength':8} | 'valuexxx'",
                "{'type':'string','maxLength':2} | 'va'",
                "{'type':'array','items':{'type':'integer'},'minItems':2} | [1,1]",
                "{'type':'array','items':{'type':'integer'},'maxItems':0} | []",
                "{'anyOf':[{'type':'null'},{'type':'integer'}]} | 1",
                "{'type':'object','required':['a'],'properties':{'b':{'type':'integer'}}} | {'b':1,'a':'a'}",
                "{'$defs':{'T':{'type':'boolean'}},'type':'object','properties':{'t':{'$ref':'#/$defs/T'}}} | {'t':true}",
            })
    void fitsTheSchema(String schema, String expected) {
        var json = schema.replace('\'', '"');
        assertThat(ExampleValue.of(Json.parse(json))).isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void aSchemaThatRefersToItselfHasAnEnd() {
        var tree = "{\"type\":\"object\",\"properties\":{\"left\":{\"$ref\":\"#\"},\"right\":{\"$ref\":\"#\"}}}";
        assertThat(Json.parse(ExampleValue.of(Json.parse(tree))).has("left")).isTrue();
        assertThat(ExampleValue.of(Json.parse("{\"$ref\":\"#\"}"))).isNotEmpty();
        var required = "{\"type\":\"object\",\"required\":[\"a\",\"b\"],\"properties\":"
                + "{\"a\":{\"$ref\":\"#\"},\"b\":{\"$ref\":\"#\"}}}";
        assertThat(ExampleValue.of(Json.parse(required)).length()).isLessThan(1 << 20);
    }
}
