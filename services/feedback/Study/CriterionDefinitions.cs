namespace PathAlign.Feedback.Study;

/// <summary>What the criteria of known data sets mean, in a sentence each, by the names of the description.</summary>
internal static class CriterionDefinitions
{
    private static readonly Dictionary<string, string> _sentences = new()
    {
        ["nuclear-size"] = "Nuclei are too large, too small, or vary more in size than in this class.",
        ["nuclear-shape"] = "The outline or the lobes of a nucleus do not occur in this class.",
        ["chromatin"] = "The chromatin is too coarse, too smooth, too dark or too pale for this class.",
        ["stain-colour"] = "The colours are not those of the stain, or one stain is too strong or too weak.",
        ["architecture"] = "Cells, glands, fibres or spaces are not arranged as in this class.",
        ["artefact"] = "Something that no specimen shows: blur, seams, repeated patterns, noise, or broken edges.",
        ["cell-size"] = "The cell is too large or too small for this class, compared with the cells around it.",
        ["nuclear-lobes"] = "The nucleus has more or fewer lobes than in this class, or they are joined wrongly.",
        ["nucleus-to-cytoplasm"] = "The nucleus takes up too much or too little of the cell for this class.",
        ["cytoplasm-colour"] = "The cytoplasm is too blue, too pink, too dark or too pale for this class.",
        ["sharpness"] = "The cell is blurred, or sharper than a microscope shows it.",
        ["background"] = "The background has a colour, brightness or pattern that does not occur in these smears.",
        ["cytoplasm"] = "The cytoplasm has an amount, colour or border that does not occur in this class.",
        ["granules"] = "Granules are missing, or have a number, size or colour that does not occur in this class.",
        ["shape"] = "Outlines have forms that do not occur in this class.",
        ["colour"] = "Colours or grey values do not occur in this class.",
        ["structure"] = "Parts are missing, doubled, or not where they are in this class.",
    };

    /// <summary>Its sentence; its name in words, where none is known.</summary>
    internal static string Of(string criterion)
    {
        if (_sentences.TryGetValue(criterion, out var sentence)) return sentence;
        var words = criterion.Replace('-', ' ');
        return $"{char.ToUpperInvariant(words[0])}{words[1..]}.";
    }
}
