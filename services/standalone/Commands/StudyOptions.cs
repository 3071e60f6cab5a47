using System.CommandLine;
using System.CommandLine.Parsing;
using PathAlign.Contracts;
using PathAlign.Contracts.Plans;
using PathAlign.Standalone.Studies;

namespace PathAlign.Standalone.Commands;

/// <summary>The options of <c>pathalign rate</c> for a study of images from elsewhere.</summary>
internal sealed class StudyOptions(ImagesOption images, RoundOptions round, PeopleOptions people)
{
    private readonly LabelOptions _labels = new();
    private readonly Option<string?> _name = new("--name")
    {
        Description = "Name of the study (lower-case letters, digits, hyphens); default: the folder's name",
    };

    private IEnumerable<Option> Own => [_name, .. _labels.All];

    internal void AddTo(Command command)
    {
        foreach (var option in Own) command.Add(option);
    }

    /// <summary>The study; null if rounds are asked for.</summary>
    /// <exception cref="ArgumentException">An option does not go with what is asked for.</exception>
    internal StudySettings? Read(ParseResult parsed, RoundPlan defaults)
    {
        var given = parsed.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit)
            .Select(option => option.Option.Name).ToList();
        if (images.Source(parsed) is not { } source)
            return given.Find(name => Own.Any(option => option.Name == name)) is { } stray
                ? throw new ArgumentException($"{stray}: expected --images FOLDER beside it")
                : null;
        var isCluster = round.Services.Cluster(parsed) is not null;
        bool Fits(string name) =>
            name == images.Name || name == "--device" || round.IsOfStudy(name)
            || Own.Any(option => option.Name == name)
            || (!isCluster && people.Has(name));
        if (given.Find(name => !Fits(name)) is { } odd)
            throw new ArgumentException(
                people.Has(odd)
                    ? $"{odd}: expected none beside --cluster, which serves its own rating app"
                    : $"{odd}: expected none beside --images FOLDER, since a study draws nothing");
        if (parsed.GetValue(_name) is { } name && !NameRule.IsName(name))
            throw new ArgumentException(
                $"--name: expected 1 to 64 lower-case letters, digits and hyphens, got '{name}'");
        var settings = round.ReadStudy(parsed, defaults, _labels.Read(parsed, source, null), parsed.GetValue(_name));
        return settings with { People = isCluster ? null : people.Read(parsed, settings.Rating) };
    }
}
