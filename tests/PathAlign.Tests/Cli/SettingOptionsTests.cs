using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using PathAlign.Contracts;
using PathAlign.Contracts.Plans;
using PathAlign.Generator.Training;
using PathAlign.Standalone.Commands;
using PathAlign.Tests.Contracts;
using PathAlign.Training.Classification;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary>The options of the command line are the properties that declare settings.</summary>
public sealed class SettingOptionsTests
{
    // What no option sets as it stands, and what does.
    private static readonly Dictionary<string, string> _elsewhere = new()
    {
        ["RoundId"] = "follows from the command and the seed",
        ["Number"] = "the loop counts",
        ["Seed"] = "--seed, of the first round",
        ["Data"] = "--data",
        ["DataName"] = "--data",
        ["GeneratorKey"] = "--model",
        ["AdapterKey"] = "the champion",
        ["FilterKey"] = "--filter",
        ["ImagesKey"] = "--images",
        ["JudgeKey"] = "--judge",
        ["Rating.Share"] = "--ratings",
        ["Rating.RewardKey"] = "--order",
        ["Rating.LearnFrom"] = "pathalign rebuild",
        ["Rating.Orders"] = "follows from others",
        ["Rating.SimulatedRaters"] = "pathalign rate, or a command whose rater is simulated",
        ["Reward.Control"] = "--control",
    };

    private static readonly Dictionary<string, object> _records = new()
    {
        ["round"] = SamplePlan.Plan,
        ["generator"] = new GeneratorTrainingOptions(),
        ["classifier"] = new ClassifierTrainingOptions(),
    };

    public static TheoryData<string> Records => [.. _records.Keys];

    [Fact]
    public void Every_value_of_a_plan_has_an_option()
    {
        var plan = SamplePlan.Plan;
        var parts = new object[] { plan.Generation, plan.Rating, plan.Reward, plan.Finetune, plan.Evaluation };
        var values = typeof(RoundPlan).GetProperties()
            .Where(p => p.SetMethod is not null)   // what others follow from is no value of its own
            .Where(p => p.PropertyType.IsValueType || p.PropertyType == typeof(string))
            .Select(p => p.Name)
            .Concat(parts.SelectMany(
                part => part.GetType().GetProperties().Select(p => $"{part.GetType().Name[..^4]}.{p.Name}")));

        var settings = SettingProperty.In(plan).Select(s => string.Join('.', s.Path));

        Assert.Equal(_elsewhere.Keys.Order(), values.Except(settings).Order());
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Every_option_has_a_help_with_its_range(string name)
    {
        foreach (var setting in SettingProperty.In(_records[name]))
        {
            Assert.True(setting.Help.Length > 10 && setting.Help[0] != ' ', $"{setting.Option}: no comment");
            if (setting.Property.GetCustomAttribute<RangeAttribute>() is { } range)
                Assert.Contains(
                    string.Create(CultureInfo.InvariantCulture, $"[{range.Minimum} to {range.Maximum}"), setting.Help);
        }
    }

    [Fact]
    public void Settings_that_share_an_option_share_type_help_and_range()
    {
        var shared = SettingProperty.In(SamplePlan.Plan)
            .GroupBy(s => s.Option)
            .Where(same => same.Count() > 1)
            .ToList();

        Assert.Equal(
            ["--guidance", "--guidance-high", "--guidance-low", "--sampling-steps"],
            shared.Select(same => same.Key).Order());
        Assert.All(shared, same => Assert.Single(same.Select(s => (s.Property.PropertyType, s.Help)).Distinct()));
    }

    [Fact]
    public void No_command_has_an_option_twice()
    {
        foreach (var command in new[] { RoundCommands.Demo(), RoundCommands.Run(), RoundCommands.Rate() })
            Assert.Equal(command.Options.Select(o => o.Name).Distinct(), command.Options.Select(o => o.Name));
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void An_option_sets_its_properties_and_no_other(string name)
    {
        var record = _records[name];
        foreach (var same in SettingProperty.In(record).GroupBy(s => s.Option))
        {
            var read = Read(record, [same.Key, .. Other(same.First())]);

            var changed = SettingProperty.In(read).Zip(SettingProperty.In(record))
                .Where(e => JsonSerializer.Serialize(e.First.Default) != JsonSerializer.Serialize(e.Second.Default))
                .Select(e => e.First.Option)
                .Distinct();
            Assert.Equal([same.Key], changed);
        }
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Without_options_the_defaults_stay_to_the_byte(string name) =>
        Assert.Equal(
            JsonSerializer.Serialize(_records[name], ContractJson.Options),
            JsonSerializer.Serialize(Read(_records[name], []), ContractJson.Options));

    private static object Read(object record, string[] arguments) => record switch
    {
        RoundPlan plan => Read(plan, arguments),
        GeneratorTrainingOptions options => Read(options, arguments),
        _ => Read((ClassifierTrainingOptions)record, arguments),
    };

    private static TRecord Read<TRecord>(TRecord record, string[] arguments) where TRecord : notnull
    {
        var (command, options) = (new Command("test"), new SettingOptions<TRecord>(record, people: true));
        options.AddTo(command);
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed, record);
    }

    /// <summary>A value that is not the default.</summary>
    private static string[] Other(SettingProperty setting) => setting.Default switch
    {
        bool => [],
        string text => [setting.Property.GetCustomAttribute<RegularExpressionAttribute>()!.Pattern.Split('|')
            .First(value => value != text)],
        int[] => ["4", "8"],
        double value => [string.Create(CultureInfo.InvariantCulture, $"{(value * 0.5) + 0.02}")],
        null => ["0.75"],
        var whole => [string.Create(CultureInfo.InvariantCulture, $"{whole}1")],
    };
}
