using PathAlign.Contracts.Datasets;

namespace PathAlign.Data;

/// <summary>The descriptions of the 2-D data sets of MedMNIST v2 (Yang et al. 2023), by file name.</summary>
public static class KnownDatasets
{
    private static readonly string[] _organs =
    [
        "bladder", "femur-left", "femur-right", "heart", "kidney-left", "kidney-right",
        "liver", "lung-left", "lung-right", "pancreas", "spleen",
    ];

    private static readonly string[] _image = ["shape", "colour", "structure", "artefact"];

    private static readonly Dictionary<string, DatasetDescription> _all = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pathmnist"] = DatasetDescription.Colorectal,
        ["bloodmnist"] = Of(
            RatingCriteria.Cells,
            "basophil", "eosinophil", "erythroblast", "immature-granulocyte",
            "lymphocyte", "monocyte", "neutrophil", "platelet") with
        { Stain = "May-Grünwald-Giemsa" },
        ["dermamnist"] = Of(
            _image,
            "actinic-keratosis", "basal-cell-carcinoma", "benign-keratosis", "dermatofibroma",
            "melanoma", "melanocytic-nevus", "vascular-lesion"),
        ["octmnist"] = Of(_image, "choroidal-neovascularization", "diabetic-macular-edema", "drusen", "normal"),
        ["pneumoniamnist"] = Of(_image, "normal", "pneumonia"),
        ["retinamnist"] = Of(_image, "grade-0", "grade-1", "grade-2", "grade-3", "grade-4"),
        ["breastmnist"] = Of(_image, "malignant", "normal-benign"),
        ["tissuemnist"] = Of(
            _image,
            "collecting-duct", "distal-tubule", "glomerular-endothelium", "interstitial-endothelium",
            "leukocyte", "podocyte", "proximal-tubule", "thick-ascending-limb"),
        ["organamnist"] = Of(_image, _organs),
        ["organcmnist"] = Of(_image, _organs),
        ["organsmnist"] = Of(_image, _organs),
    };

    /// <summary>The description for a file name such as <c>bloodmnist_64.npz</c>; null for an unknown name.</summary>
    public static DatasetDescription? ByFileName(string path) =>
        _all.GetValueOrDefault(Path.GetFileNameWithoutExtension(path).Split('_', '-', '.')[0]);

    private static DatasetDescription Of(IReadOnlyList<string> criteria, params string[] names) => new()
    {
        Classes = [.. names.Select(name => new ImageClass { Code = name, Name = name.Replace('-', ' ') })],
        Criteria = criteria,
    };
}
