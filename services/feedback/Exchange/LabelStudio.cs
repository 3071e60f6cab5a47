using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Files;
using PathAlign.Web.Http;

namespace PathAlign.Feedback.Exchange;

/// <summary>
/// Ratings in Label Studio's JSON: a task is an image, an annotation is a rating, with the controls <c>verdict</c> and
/// <c>faults</c> (choices) and <c>remark</c> (text). All other fields are in the verdict's metadata.
/// </summary>
internal static class LabelStudio
{
    private const string Verdict = "verdict", Faults = "faults", Remark = "remark", Shown = "image";
    private const double MsPerSecond = 1000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
    };

    /// <summary>The ratings of one image.</summary>
    internal static string Write(int number, IReadOnlyList<RatingLine> lines) => JsonSerializer.Serialize(
        new LabelTask
        {
            Id = number,
            Data = new LabelData(
                Picture(lines[0], "left"),
                lines[0].ImageId,
                lines[0].Purpose,
                OfPair(lines[0]) ? Picture(lines[0], "right") : null),
            Annotations = [.. lines.Select(Annotation)],
        },
        Json);

    /// <summary>The ratings in the order of the tasks, without cancelled annotations.</summary>
    /// <exception cref="InvalidInputException">The content is not a list of such tasks.</exception>
    internal static async IAsyncEnumerable<PlacedLine> ReadAsync(
        Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        var index = 0;
        await foreach (var json in JsonItems.OfAsync(body, PlacedLine.Source, PlacedLine.MaxBytes, cancel))
        {
            var task = Task($"$[{index}]", json.Span);
            var annotations = Annotations($"[{index++}]", task);
            foreach (var (number, annotation) in annotations.Items.Index())
                if (annotation is not { WasCancelled: true })
                    yield return Placed($"{annotations.Place}[{number}]", task!, annotation);
        }
    }

    private static (string Place, IReadOnlyList<LabelAnnotation?> Items) Annotations(string place, LabelTask? task) =>
        task switch
        {
            { Annotations: { } annotations } => ($"{place}.annotations", annotations),
            { Completions: { } completions } => ($"{place}.completions", completions),
            _ => throw new InvalidInputException(
                PlacedLine.Source,
                place,
                "expected a task with 'annotations', as in Label Studio's JSON export, found none"),
        };

    private static bool OfPair(RatingLine line) => VerdictLevel.Named(line.Verdict) is { OfPair: true };

    private static string Picture(RatingLine line, string side) =>
        $"{Routes.Prefix}/images/{line.ImageId}/content{(OfPair(line) ? $"?side={side}" : "")}";

    private static LabelAnnotation Annotation(RatingLine line) => new()
    {
        Result =
        [
            Choice(line, Verdict, [line.Verdict]) with { Meta = new LabelMeta(line) },
            .. line.Faults.Count > 0 ? [Choice(line, Faults, line.Faults)] : Array.Empty<LabelResult>(),
            .. line.Remark is { } remark
                ? [Choice(line, Remark, []) with { Type = "textarea", Value = new LabelValue(Text: [remark]) }]
                : Array.Empty<LabelResult>(),
        ],
        CreatedAt = line.RatedAt,
        LeadTime = line.LookedMs / MsPerSecond,
    };

    private static LabelResult Choice(RatingLine line, string control, IReadOnlyList<string> choices) =>
        new()
        {
            Id = $"{line.Id[..8]}-{control}",
            FromName = control,
            ToName = Shown,
            Type = "choices",
            Value = new LabelValue(choices),
        };

    private static LabelTask? Task(string place, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<LabelTask>(json, Json);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(PlacedLine.Source, $"{place}{error.Path?.TrimStart('$')}", error.Message);
        }
    }

    private static PlacedLine Placed(string place, LabelTask task, LabelAnnotation? annotation)
    {
        var verdict = Find(annotation, Verdict);
        if (verdict?.Value?.Choices is not [{ } name])
            throw new InvalidInputException(
                PlacedLine.Source, place, $"expected one choice of the control '{Verdict}'");
        var (faults, remark) = (
            Find(annotation, Faults)?.Value?.Choices ?? [], Find(annotation, Remark)?.Value?.Text?.FirstOrDefault());
        var origin = verdict.Meta?.Pathalign ?? Made(place, task, annotation!);
        var line = origin with
        {
            Verdict = name,
            Faults = faults,
            Remark = string.IsNullOrEmpty(remark) ? null : remark,
            Plausibility = VerdictLevel.Named(name)?.Plausibility ?? 0,
        };
        return new PlacedLine(place, line) { HasRevision = verdict.Meta?.Pathalign is not null };
    }

    // A rating that was made in Label Studio, not exported from here.
    private static RatingLine Made(string place, LabelTask task, LabelAnnotation annotation)
    {
        if (task.Data is not { ImageId: { } imageId })
            throw new InvalidInputException(PlacedLine.Source, place, "expected 'image_id' among the task's data");
        if ((annotation.UpdatedAt ?? annotation.CreatedAt) is not { } at)
            throw new InvalidInputException(PlacedLine.Source, place, "expected 'created_at'");
        var annotator = Annotator(annotation.CompletedBy)
            ?? throw new InvalidInputException(
                PlacedLine.Source, place, "completed_by: expected a number, or an object with an id");
        var rater = $"label-studio-{annotator}";
        var lookedMs = (int)Math.Clamp((annotation.LeadTime ?? 0) * MsPerSecond, 0, RatingRequest.MaxLookedMs);
        return new RatingLine(
            StoredRating.IdOf(imageId, rater),
            task.Data.Purpose ?? "training",
            imageId,
            "study",
            rater,
            false,
            0,
            "",
            0,
            [],
            null,
            lookedMs,
            at.ToUniversalTime(),
            false);
    }

    private static int? Annotator(JsonElement? completedBy) => completedBy switch
    {
        { ValueKind: JsonValueKind.Number } number => number.TryGetInt32(out var id) ? id : null,
        { ValueKind: JsonValueKind.Object } person =>
            person.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.Number
                && id.TryGetInt32(out var value)
                ? value
                : null,
        _ => null,
    };

    private static LabelResult? Find(LabelAnnotation? annotation, string control) =>
        annotation?.Result?.FirstOrDefault(r => r?.FromName == control);
}
