using PathAlign.Web.Http;

namespace PathAlign.Web.OpenApi;

/// <summary>The parameters of paged lists.</summary>
internal static class PageNotes
{
    internal static ParameterNote[] Parameters { get; } =
    [
        ParameterNote.Number(
            "count", $"Maximum number of items; {Paging.Default} by default.", 1, Paging.Most, Paging.Default),
        ParameterNote.Text(
            "after",
            "The 'next' of the previous page; none for the first page.",
            "^[A-Za-z0-9_-]{1,1000}$",
            "WyJyYXRlZEF0KyIsMTc2MjE2MjIwMDAwMCwiOWE4YiJd"),
    ];
}
