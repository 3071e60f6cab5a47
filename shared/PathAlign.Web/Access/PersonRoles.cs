namespace PathAlign.Web.Access;

/// <summary>The roles that people can have, as requests and commands name them.</summary>
public static class PersonRoles
{
    /// <summary>As the API's document lists them.</summary>
    public const string Rater = "rater", Reviewer = "reviewer", Operator = "operator";

    /// <summary>The role of that name; null when it is none of a person's.</summary>
    public static RaterRole? Parse(string name) => name switch
    {
        Rater => RaterRole.Rater,
        Reviewer => RaterRole.Reviewer,
        Operator => RaterRole.Operator,
        _ => null,
    };
}
