using System.ComponentModel.DataAnnotations;
using System.Reflection;
using PathAlign.Contracts.Plans;
using PathAlign.Sampling;
using PathAlign.StableDiffusion;
using Xunit;

namespace PathAlign.Tests.Contracts;

/// <summary>A range of whole numbers rounds what it is asked about: -0.4 lies within 0 to 10.</summary>
public sealed class RangeTests
{
    private static IEnumerable<string> Rounded =>
        from file in Directory.EnumerateFiles(AppContext.BaseDirectory, "PathAlign.*.dll")
            .Append(typeof(Standalone.OptionCheck).Assembly.Location)
        where !file.EndsWith("Tests.dll", StringComparison.Ordinal)
        from type in Assembly.LoadFrom(file).GetTypes()
        from property in type.GetProperties()
        where (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(double)
            && property.GetCustomAttribute<RangeAttribute>() is { } range
            && range.OperandType != typeof(double)
        select $"{type.Name}.{property.Name}";

    [Fact]
    public void No_fraction_has_a_range_of_whole_numbers() => Assert.Empty(Rounded);

    [Theory]
    [InlineData(-0.4)]
    [InlineData(10.4)]
    [InlineData(double.NaN)]
    public void A_fraction_just_outside_its_range_is_refused(double weight)
    {
        var plan = new FinetunePlan { RealWeight = weight };

        Assert.False(Validator.TryValidateObject(plan, new ValidationContext(plan), null, validateAllProperties: true));
    }

    public static TheoryData<object, object> Guided => new()
    {
        {
            new GenerationPlan { GuidanceLow = 0.5, GuidanceHigh = 0.5 },
            new GenerationPlan { GuidanceLow = 0.5, GuidanceHigh = 0.25 }
        },
        {
            new EvaluationPlan { GuidanceLow = 0.5, GuidanceHigh = 0.5 },
            new EvaluationPlan { GuidanceLow = 0.5, GuidanceHigh = 0.25 }
        },
        {
            new SamplingOptions { Labels = [0], GuidanceLow = 0.5, GuidanceHigh = 0.5 },
            new SamplingOptions { Labels = [0], GuidanceLow = 0.5, GuidanceHigh = 0.25 }
        },
        {
            new PromptSettings { GuidanceFrom = 0.5, GuidanceTo = 0.5 },
            new PromptSettings { GuidanceFrom = 0.5, GuidanceTo = 0.25 }
        },
    };

    [Theory]
    [MemberData(nameof(Guided), DisableDiscoveryEnumeration = true)]
    public void Guidance_that_ends_before_it_begins_is_refused(object valid, object reversed)
    {
        Assert.Empty(Faults(valid));
        var fault = Assert.Single(Faults(reversed));
        Assert.StartsWith("expected at least 0.5, the value of Guidance", fault.ErrorMessage, StringComparison.Ordinal);
        Assert.StartsWith("Guidance", Assert.Single(fault.MemberNames), StringComparison.Ordinal);
    }

    private static List<ValidationResult> Faults(object options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults;
    }
}
