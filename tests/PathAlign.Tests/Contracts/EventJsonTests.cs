using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit.Serialization;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;
using Xunit;

namespace PathAlign.Tests.Contracts;

/// <summary>The wire form of every event, pinned by golden files: in our own JSON and in that of the bus.</summary>
public sealed class EventJsonTests
{
    private static readonly IReadOnlyList<Type> Events =
    [
        .. typeof(IRoundEvent).Assembly.GetTypes().Where(t => t.IsClass && typeof(IRoundEvent).IsAssignableFrom(t))
    ];

    public static TheoryData<string> Names => [.. Events.Select(e => e.Name)];

    public static TheoryData<string, string> RequiredFields =>
        [
            .. Events.SelectMany(
                e =>
                    e.GetProperties()
                        .Where(p => p.GetCustomAttribute<RequiredMemberAttribute>() is not null)
                        .Select(p => (e.Name, JsonNamingPolicy.CamelCase.ConvertName(p.Name))))
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_wire_form_is_the_golden_one(string name)
    {
        var golden = Golden(name);

        foreach (var options in new[] { ContractJson.Options, SystemTextJsonMessageSerializer.Options })
        {
            var read = golden.Deserialize(TypeOf(name), options);
            Assert.Equal(
                golden.ToJsonString(), JsonSerializer.SerializeToNode(read, TypeOf(name), options)!.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_golden_file_sets_every_field_to_something(string name)
    {
        var golden = Golden(name);

        foreach (var property in TypeOf(name).GetProperties())
            Assert.NotNull(golden[JsonNamingPolicy.CamelCase.ConvertName(property.Name)]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fields_of_later_versions_are_passed_over(string name)
    {
        var later = Golden(name);
        later["addedLater"] = new JsonObject { ["$type"] = "System.Object", ["list"] = new JsonArray(1, 2) };

        foreach (var options in new[] { ContractJson.Options, SystemTextJsonMessageSerializer.Options })
        {
            var read = later.Deserialize(TypeOf(name), options);
            Assert.Equal(
                Golden(name).ToJsonString(),
                JsonSerializer.SerializeToNode(read, TypeOf(name), ContractJson.Options)!.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(RequiredFields))]
    public void A_missing_required_field_is_refused_by_its_name(string name, string field)
    {
        var lacking = Golden(name);
        lacking.Remove(field);

        foreach (var options in new[] { ContractJson.Options, SystemTextJsonMessageSerializer.Options })
            Assert.Contains(
                field, Assert.Throws<JsonException>(() => lacking.Deserialize(TypeOf(name), options)).Message);
    }

    [Theory]
    [InlineData("""{"roundId":1,"planKey":"p"}""")]
    [InlineData("""{"roundId":{"$ne":1},"planKey":"p"}""")]
    [InlineData("""{"roundId":null,"planKey":"p"}""")]
    [InlineData("""{"roundId":"a","roundId":"b","planKey":"p"}""")]
    [InlineData("""["roundId"]""")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"roundId":"a","planKey":"p"} x""")]
    [InlineData(
        """{"roundId":"a","planKey":"p","x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[""" +
        """1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}""")]
    public void What_is_no_event_is_refused_with_its_source(string json)
    {
        var error = Assert.Throws<JsonException>(
            () => ContractJson.Read<RoundRequested>(System.Text.Encoding.UTF8.GetBytes(json), "here"));

        Assert.StartsWith("here: expected the JSON of RoundRequested", error.Message);
    }

    [Fact]
    public void An_unknown_purpose_is_refused()
    {
        var forged = Golden(nameof(ImagesGenerated));
        forged["purpose"] = "Fun";

        Assert.Throws<JsonException>(() => forged.Deserialize<ImagesGenerated>(ContractJson.Options));
    }

    private static Type TypeOf(string name) => Events.Single(e => e.Name == name);

    private static JsonObject Golden(string name)
    {
        var resource = $"PathAlign.Tests.Contracts.Golden.{name}.json";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"expected a golden file {resource}");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
