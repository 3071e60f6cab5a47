using System.ComponentModel.DataAnnotations;
using System.Reflection;
using PathAlign.Contracts.Plans;
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
}
