using System.Text;
using System.Text.Json;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Erasure;

/// <summary>
/// Replaces a person in the objects that are text: manifests of ratings, reports, plans, imports. An object gets a
/// successor under the key of its new content; reads of the old key return that.
/// </summary>
internal sealed class ErasedObjects(ReplacedObjects objects, Blinds blinds)
{
    private const string Lines = ".jsonl", Page = ".html";

    /// <summary>Replaces the person. Returns the changed objects and those that still mention the name.</summary>
    internal async Task<(int Changed, IReadOnlyList<string> Mentions)> ReplaceAsync(
        Erased person, CancellationToken cancel)
    {
        var (changed, mentions) = (0, new List<string>());
        await foreach (var held in objects.ListAsync(cancel))
        {
            if (!ReplacedObjects.IsText(held.Key)) continue;
            try
            {
                if (await ReplaceAsync(held.Key, person, mentions, cancel)) changed++;
            }
            catch (ObjectNotFoundException)
            {
                // a sweep removed it meanwhile
            }
        }
        return (changed, mentions);
    }

    private async Task<bool> ReplaceAsync(
        string key, Erased person, List<string> mentions, CancellationToken cancel)
    {
        var temporary = Path.GetTempFileName();
        try
        {
            var named = Path.GetExtension(key) == Lines
                ? await WriteLinesAsync(key, temporary, person, cancel)
                : await WriteTextAsync(key, temporary, person, cancel);
            if (!named) return false;
            if (await MentionsAsync(temporary, person, cancel)) mentions.Add(key);
            return await objects.ReplaceAsync(key, temporary, cancel);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<bool> WriteTextAsync(string key, string path, Erased person, CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetString(await objects.GetAsync(key, cancel));
        if (!person.IsIn(text)) return false;
        await File.WriteAllTextAsync(
            path, Path.GetExtension(key) == Page ? person.InPage(text) : person.InJson(text), cancel);
        return true;
    }

    // Line by line: an import may be larger than memory should be.
    private async Task<bool> WriteLinesAsync(string key, string path, Erased person, CancellationToken cancel)
    {
        var named = false;
        await using var target = new StreamWriter(path, false, new UTF8Encoding(false)) { NewLine = "\n" };
        await foreach (var line in File.ReadLinesAsync(await objects.GetFileAsync(key, cancel), cancel))
        {
            named |= person.IsIn(line);
            await target.WriteLineAsync(await InLineAsync(line, person, cancel));
        }
        return named;
    }

    private static async Task<bool> MentionsAsync(string path, Erased person, CancellationToken cancel)
    {
        await foreach (var line in File.ReadLinesAsync(path, cancel))
            if (person.IsIn(line)) return true;
        return false;
    }

    // A line of a staged import is a rating as it will be stored, under ids that follow from the name.
    private async Task<string> InLineAsync(string line, Erased person, CancellationToken cancel)
    {
        if (!person.IsIn(line)) return line;
        try
        {
            if (JsonSerializer.Deserialize<StoredRating>(line, JsonSerializerOptions.Web) is { } rating
                && rating.Rater == person.Name)
                return JsonSerializer.Serialize(
                    person.Of(rating, await blinds.OfAsync(rating.SetId, cancel)), JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            // another kind of line
        }
        return person.InJson(line);
    }
}
