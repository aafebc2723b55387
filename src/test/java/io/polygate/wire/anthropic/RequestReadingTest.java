package io.polygate.wire.anthropic;

import static io.polygate.wire.anthropic.Wire.body;
import static io.polygate.wire.anthropic.Wire.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.CacheControl;
import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayException;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.model.Role;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestReadingTest {

    private static final String START = "{'model':'m','max_tokens':9,'messages':";

    @Test
    void aUsersResultsAreAMessageOfTheirOwnBeforeTheText() {
        var request = request(START
                + "[{'role':'user','content':[{'type':'text','text':'so'},"
                + "{'type':'tool_result','tool_use_id':'a','is_error':true,'content':[{'type':'text','text':'no'},"
                + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}]}]}]}");
        assertThat(request.messages()).extracting("role").containsExactly(Role.TOOL, Role.USER);
        var result = (Content.ToolResult)
                request.messages().getFirst().parts().getFirst().content();
        assertThat(result.error()).isTrue();
        assertThat(result.parts()).hasSize(2);
    }

    @Test
    void readsInstructionsAtTheStartAndInPlace() {
        var request = request(
                "{'model':'m','system':[{'type':'text','text':'A','cache_control':{'type':'ephemeral','ttl':'1h'}}],"
                        + "'messages':[{'role':'user','content':'Hi'},{'role':'system','content':'B'}]}");
        assertThat(request.messages()).extracting("role").containsExactly(Role.SYSTEM, Role.USER, Role.SYSTEM);
        assertThat(request.messages().getFirst().parts().getFirst().cache())
                .isEqualTo(new CacheControl("ephemeral", "1h"));
        assertThat(request.generation().maxTokens()).isNull();
    }

    @Test
    void readsThinkingWithItsSealAndWithoutShownText() {
        var parts = request(
                        START
                                + "[{'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':'s'},"
                                + "{'type':'thinking','thinking':'','signature':'t'},{'type':'redacted_thinking','data':'d'}]}]}")
                .messages()
                .getFirst()
                .parts();
        assertThat(parts.get(0).seal()).isEqualTo(new Seal(Seal.Kind.SIGNATURE, "anthropic", "s"));
        assertThat(((Content.Reasoning) parts.get(1).content()).passages()).isEmpty();
        assertThat(parts.get(2).seal()).isEqualTo(new Seal(Seal.Kind.REDACTED, "anthropic", "d"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "-",
            value = {
                "'thinking':{'type':'enabled','budget_tokens':2000,'display':'omitted'}|ENABLED|-|2000|omitted",
                "'thinking':{'type':'adaptive'},'output_config':{'effort':'xhigh'}|ADAPTIVE|XHIGH|-|-",
                "'thinking':{'type':'between_tools'}|BETWEEN_TOOLS|-|-|-",
                "'thinking':{'type':'disabled'}|DISABLED|-|-|-",
                "'output_config':{'effort':'low'}|-|LOW|-|-",
            })
    void readsHowMuchToThink(String fields, Mode mode, Effort effort, Long budget, String display) {
        var escaped = fields.replace('"', '\'');
        assertThat(request("{'model':'m','messages':[]," + escaped + "}").reasoning())
                .isEqualTo(new ReasoningRequest(mode, effort, budget, display));
    }

    @Test
    void readsToolsOfTheCallersAndOfTheVendors() {
        var tools = request("{'model':'m','messages':[],'tools':["
                        + "{'name':'f','input_schema':{'type':'object'},'strict':true,'defer_loading':true,'cache_control':{'type':'ephemeral'}},"
                        + "{'type':'web_search_20260318','name':'web_search','max_uses':3}],"
                        + "'tool_choice':{'type':'tool','name':'f','disable_parallel_tool_use':true}}")
                .tools();
        var function = (Tool.Function) tools.list().get(0);
        assertThat(function.strict()).isTrue();
        assertThat(function.cache()).isEqualTo(CacheControl.EPHEMERAL);
        assertThat(function.extras().of("anthropic")).containsKey("defer_loading");
        assertThat(((Tool.Hosted) tools.list().get(1)).kind()).isEqualTo(Tool.Kind.WEB_SEARCH);
        assertThat(tools.choice()).isEqualTo(ToolChoice.named("f"));
        assertThat(tools.parallel()).isFalse();
    }

    @Test
    void aSearchResultIsTextToOthersAndItselfToAnthropic() {
        var block = "{'type':'search_result','source':'https://a','title':'A','content':[{'type':'text','text':'x'}],"
                + "'citations':{'enabled':true}}";
        var request = request(START + "[{'role':'user','content':[" + block + "]}]}");
        var media =
                (Content.Media) request.messages().getFirst().parts().getFirst().content();
        assertThat(media.source()).isEqualTo(new Source.PlainText("x"));
        assertThat(body(request, Wire.OLD)
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getJsonArray("content")
                        .getJsonObject(0))
                .isEqualTo(new JsonObject(block.replace('\'', '"')));
    }

    /// Everything that the model has no place for comes back where it was.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'claude-opus-4-8','max_tokens':5,'messages':[{'role':'user','content':'Hi'}],'context_management':{'edits':[{'type':'clear_thinking_20251015'}]},'mcp_servers':[],'container':'c','speed':'fast'}",
                "{'model':'claude-sonnet-5-5','max_tokens':5,'messages':[{'role':'user','content':'Hi'}],'thinking':{'type':'adaptive','block_binding':{'a':1}},'output_config':{'effort':'low','task_budget':{'total':3}}}",
                "{'model':'claude-opus-4-8','max_tokens':5,'system':[{'type':'text','text':'A','cache_control':{'type':'ephemeral','ttl':'1h'}}],'messages':[{'role':'user','content':'Hi'},{'role':'system','content':[{'type':'tool_addition','tool':{'type':'tool_reference','name':'x'}}],'clear_at':1}]}",
                "{'model':'claude-opus-4-8','max_tokens':5,'messages':[{'role':'user','content':[{'type':'document','source':{'type':'content','content':[{'type':'text','text':'a'}]},'title':'T','context':'c','citations':{'enabled':true}},{'type':'container_upload','file_id':'f'}]}],'metadata':{'user_id':'u','x':1},'cache_control':{'type':'ephemeral'}}",
                "{'model':'claude-opus-4-8','max_tokens':5,'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':[{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{'query':'q'}},{'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':[{'type':'web_search_result','url':'u'}],'caller':{'type':'direct'}},{'type':'mcp_tool_use','id':'mcptoolu_1','name':'n','input':{},'server_name':'s'},{'type':'mcp_tool_result','tool_use_id':'mcptoolu_1','content':[],'is_error':false},{'type':'text','text':'x','citations':[{'type':'char_location','cited_text':'c','document_title':null,'document_index':0,'start_char_index':1,'end_char_index':2}]}]},{'role':'user','content':'And?'}]}",
                "{'model':'claude-opus-4-8','max_tokens':5,'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':[{'type':'tool_use','id':'toolu_1','name':'f','input':{'a':1},'caller':{'type':'direct'}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1','content':[{'type':'text','text':'r'},{'type':'tool_reference','tool_name':'g'}],'is_error':true,'cache_control':{'type':'ephemeral'}}]}],'tools':[{'name':'f','description':'d','input_schema':{'type':'object'},'input_examples':[{}],'cache_control':{'type':'ephemeral'}},{'type':'memory_20250818','name':'memory'}],'tool_choice':{'type':'auto','disable_parallel_tool_use':true}}",
            })
    void whatIsReadIsWrittenAgain(String json) {
        var request = request(json);
        var encoded = Wire.encoded(request, request.model());
        assertThat(encoded.warnings()).isEmpty();
        assertThat(new JsonObject(encoded.body())).isEqualTo(new JsonObject(json.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'messages':[]}|model: missing (expected: a string)",
                "{'model':'m'}|messages: missing (expected: an array)",
                "{'model':'m','messages':[],'max_tokens':-1}|max_tokens: -1 (expected: >= 0)",
                "{'model':'m','messages':[{'role':'tool','content':''}]}|messages[0].role: tool (expected: user, assistant or system)",
                "{'model':'m','messages':[{'role':'user'}]}|messages[0].content: missing (expected: a string or an array)",
                "{'model':'m','messages':[{'role':'user','content':1}]}|messages[0].content: number (expected: a string or an array)",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'text'}]}]}|messages[0].content[0].text: missing (expected: a string)",
                "{'model':'m','messages':[],'tool_choice':{'type':'all'}}|tool_choice.type: all (expected: auto, any, tool or none)",
                "{'model':'m','messages':[],'tools':[{'name':'f'}]}|tools[0].input_schema: missing (expected: an object)",
            })
    void saysWhatIsWrongAndWhere(String json, String message) {
        var escaped = json.replace('"', '\'');
        assertThatThrownBy(() -> request(escaped))
                .isInstanceOf(GatewayException.class)
                .hasMessage(message)
                .extracting(e -> ((GatewayException) e).error().kind())
                .isIn(ErrorKind.MISSING_FIELD, ErrorKind.INVALID_FIELD);
    }
}
