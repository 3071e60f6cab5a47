using System.Text.Json.Nodes;
using PathAlign.Web.Access;
using Xunit;
using static PathAlign.Tests.Feedback.Imports;

namespace PathAlign.Tests.Feedback;

/// <summary>Imports of what Label Studio exports.</summary>
public sealed class LabelStudioImportTests
{
    [Fact]
    public async Task What_Label_Studio_made_itself_is_read_and_what_it_passed_over_is_not()
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        const string tasks = """
            [{"id":7,"project":3,"data":{"image":"/x.png","image_id":"r1-training-000"},"predictions":[],"annotations":[
              {"id":1,"completed_by":{"id":4,"email":"a@b.example"},"was_cancelled":false,"ground_truth":false,
                "created_at":"2026-03-09T22:16:08.728353Z","lead_time":4.288,"result":[
                {"id":"a","from_name":"verdict","to_name":"image","type":"choices","origin":"manual",
                  "value":{"choices":["rather-plausible"]}},
                {"id":"b","from_name":"faults","to_name":"image","type":"choices",
                  "value":{"choices":["nuclear-size","artefact"]}},
                {"id":"c","from_name":"remark","to_name":"image","type":"textarea","value":{"text":["pale"]}}]},
              {"id":2,"completed_by":5,"was_cancelled":true,"created_at":"2026-03-09T22:17:00Z","result":[]}]}]
            """;

        var result = await ImportAsync(host, key, tasks, "application/json");
        var line = JsonNode.Parse(await ExportAsync(host, key, "jsonl"))!;

        Assert.Equal((1, 0), result);
        Assert.Equal(
            ("label-studio-4", "rather-plausible", """["artefact","nuclear-size"]""", "pale", 4288),
            (
                (string)line["rater"]!,
                (string)line["verdict"]!,
                line["faults"]!.ToJsonString(),
                (string)line["remark"]!,
                (int)line["lookedMs"]!));
        Assert.Equal(DateTimeOffset.Parse("2026-03-09T22:16:08.728Z"), (DateTimeOffset)line["ratedAt"]!);
    }

    [Theory]
    [InlineData("annotations")]
    [InlineData("completions")]   // exports before Label Studio 1.0
    public async Task A_corrected_annotation_is_the_next_revision_and_a_repeat_changes_nothing(string list)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        var first = Annotated(list, "plausible", "2026-03-09T22:16:08.728378Z");
        var corrected = Annotated(list, "implausible", "2026-03-10T10:00:00Z");

        Assert.Equal((1, 0), await ImportAsync(host, key, first, "application/json"));
        Assert.Equal((0, 1), await ImportAsync(host, key, first, "application/json"));
        Assert.Equal((1, 0), await ImportAsync(host, key, corrected, "application/json"));
        Assert.Equal((0, 1), await ImportAsync(host, key, corrected, "application/json"));

        var lines = (await ExportAsync(host, key, "jsonl")).Trim().Split('\n').Select(l => JsonNode.Parse(l)!);
        Assert.Equal(
            [("plausible", 0), ("implausible", 1)],
            lines.Select(l => ((string)l["verdict"]!, (int)l["revision"]!)).OrderBy(l => l.Item2));
    }

    [Theory]
    [InlineData("""[{"id":1,"data":{"image_id":"r1-training-000"},"verdict":"plausible"}]""")]   // the "JSON-MIN" form
    [InlineData("[null]")]
    public async Task A_task_without_annotations_is_refused_with_its_place(string tasks)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);

        var answer = await ExpectProblem.Async(
            400, "invalid-import", host.PostAsync(tasks, key, null, "application/json", path: Route));

        Assert.Contains(
            "[0]: expected a task with 'annotations'",
            (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!);
    }

    [Theory]
    [InlineData("\"choices\":[\"plausible\"]", "\"choices\":null", "[0].annotations[0]: expected one choice")]
    [InlineData(
        "\"purpose\":\"training\",\"image_id\":\"r1-training-000\",\"role\"",
        "\"purpose\":null,\"image_id\":\"r1-training-000\",\"role\"",
        "$[0].annotations[0].result[0].meta.pathalign")]
    [InlineData("\"rater\":\"anna\",", "", "$[0].annotations[0].result[0].meta.pathalign")]
    public async Task A_null_or_nothing_where_Label_Studio_kept_a_value_is_refused_with_its_place(
        string value, string instead, string place)
    {
        var stores = new FeedbackStores();
        await RoundAsync(stores, 1);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        var tasks = await ExportAsync(host, key, "label-studio");
        Assert.Contains(value, tasks);

        var answer = await ExpectProblem.Async(
            400,
            "invalid-import",
            host.PostAsync(tasks.Replace(value, instead), key, null, "application/json", path: Route));

        Assert.Contains(place, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!);
    }

    [Theory]
    [InlineData("{}", "$: expected a list of tasks")]
    [InlineData("7", "$: expected a list of tasks")]
    [InlineData("", "$: expected")]
    [InlineData("[", "$[0]: expected JSON")]
    [InlineData("[{},", "[0]: expected a task with 'annotations'")]
    [InlineData("[] x", "$: expected JSON")]
    [InlineData("[7]", "$[0]: ")]
    [InlineData("[{\"annotations\":[null]}]", "[0].annotations[0]: expected one choice")]
    [InlineData("[{\"annotations\":[{\"result\":[null]}]}]", "[0].annotations[0]: expected one choice")]
    [InlineData("[{\"id\":1e99,\"annotations\":[]}]", "$[0].id")]
    [InlineData("[{\"annotations\":[{\"lead_time\":1e999}]}]", "[0].annotations[0]: expected one choice")]
    [InlineData("[{\"annotations\":[{\"created_at\":\"0001-01-01T00:00:00+14:00\"}]}]", "created_at")]
    [InlineData("[{\"data\":{\"image_id\":\"\\ud800\"},\"annotations\":[]}]", "$[0].data")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]", "$[0]")]
    public async Task What_is_no_list_of_tasks_is_refused_with_its_place(string tasks, string place)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);

        var answer = await ExpectProblem.Async(
            400,
            "invalid-import",
            host.PostAsync(
                tasks, await host.RegisterAsync("olga", RaterRole.Operator), null, "application/json", path: Route));

        Assert.Contains(place, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!);
    }

    private static string Annotated(string list, string verdict, string updatedAt) => $$$"""
        [{"id":7,"data":{"image":"/x.png","image_id":"r1-training-000"},"{{{list}}}":[
          {"id":1,"completed_by":4,"was_cancelled":false,"created_at":"2026-03-09T22:16:08.728353Z",
            "updated_at":"{{{updatedAt}}}","result":[{"id":"a","from_name":"verdict","to_name":"image",
              "type":"choices","value":{"choices":["{{{verdict}}}"]}}]}]}]
        """;
}
