namespace PathAlign.StableDiffusion.Folders;

/// <summary>The names of an autoencoder's attention, which older files spell otherwise.</summary>
internal static class KlNames
{
    private static readonly (string Now, string Before)[] _spellings =
    [
        (".to_q.", ".query."), (".to_k.", ".key."), (".to_v.", ".value."), (".to_out.0.", ".proj_attn."),
    ];

    /// <summary>The names under which a file can hold a tensor.</summary>
    internal static IEnumerable<string> InFile(string name) =>
        _spellings
            .Where(s => name.Contains(s.Now, StringComparison.Ordinal))
            .Select(s => name.Replace(s.Now, s.Before, StringComparison.Ordinal))
            .Prepend(name);
}
