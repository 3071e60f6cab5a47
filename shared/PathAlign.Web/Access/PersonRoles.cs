namespace PathAlign.Web.Access;

/// <summary>The roles that people can have, as requests and commands name them.</summary>
public static class PersonRoles
{
    /// <summary>The roles as the OpenAPI document lists them.</summary>
    public const string Rater = "rater", Reviewer = "reviewer", Operator = "operator";

    /// <summary>The role with this name; null if people cannot have it.</summary>
    public static RaterRole? Parse(string name) => name switch
    {
        Rater => RaterRole.Rater,
        Reviewer => RaterRole.Reviewer,
        Operator => RaterRole.Operator,
        _ => null,
    };
}
