using System.ComponentModel.DataAnnotations;

namespace PathAlign.Files;

/// <summary>Validates records from outside against the rules on their properties.</summary>
public static class InputRules
{
    /// <summary>Returns the record if it is valid.</summary>
    /// <param name="input">The record.</param>
    /// <param name="source">Where it came from, for the message.</param>
    /// <exception cref="InvalidInputException">The record breaks a rule; the message names the first.</exception>
    public static T Check<T>(T input, string source) where T : notnull
    {
        var faults = new List<ValidationResult>();
        if (Validator.TryValidateObject(input, new ValidationContext(input), faults, validateAllProperties: true))
            return input;
        throw new InvalidInputException(
            source, string.Join(", ", faults[0].MemberNames), faults[0].ErrorMessage ?? "");
    }
}
