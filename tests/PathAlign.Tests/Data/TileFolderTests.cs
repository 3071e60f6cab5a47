using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Data;

/// <summary>Folders as people have them: what is a class, what is read, what is left out and said so.</summary>
public sealed class TileFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_names_of_the_folders_are_the_classes_whatever_the_files_are_called()
    {
        Tile("train/malignant/0_1.png", "train/benign/1_0.png", "test/benign/0_0.png");

        var data = TileFolder.Load(_folder.Path);

        Assert.Equal(["benign", "malignant"], data.Description.Codes);
        Assert.Equal([0, 1], data.Train.Labels.Order());
        Assert.Equal([0], data.Test.Labels);
    }

    [Fact]
    public void It_tells_how_many_of_the_files_of_all_splits_are_read()
    {
        Tile("train/a/1.png", "train/a/2.png", "test/a/1.png");
        var told = new List<(int, int)>();

        TileFolder.Load(_folder.Path, progress: (read, total) => told.Add((read, total)));

        Assert.Equal([(1, 3), (2, 3), (3, 3)], told);
    }

    [Fact]
    public void Folders_inside_a_classs_folder_are_of_the_class()
    {
        Tile("train/malignant/patient-1/a.png", "train/malignant/b.png", "train/benign/patient-2/left/c.png");

        var data = TileFolder.Load(_folder.Path);

        Assert.Equal(["benign", "malignant"], data.Description.Codes);
        Assert.Equal([0, 1, 1], data.Train.Labels.Order());
    }

    [Fact]
    public void Names_of_any_script_are_names()
    {
        Tile("train/Größe/a.png", "train/腫瘍/b.png", "val/腫瘍/c.png");

        Assert.Equal(["Größe", "腫瘍"], TileFolder.Load(_folder.Path).Description.Codes);
    }

    [Theory]
    [InlineData("val")]
    [InlineData("valid")]
    [InlineData("validation")]
    public void The_validation_split_has_three_names(string name)
    {
        Tile("train/a/1.png", $"{name}/a/2.png");

        Assert.Equal(1, TileFolder.Load(_folder.Path).Validation.Count);
    }

    [Fact]
    public void What_is_not_read_is_listed_with_its_reason()
    {
        Tile("train/a/1.png", "train/a/2.PNG", "holdout/a/3.png");
        foreach (var name in new[] { "a/4.tif", "a/._1.png", "a/Thumbs.db" }) _folder.Write($"train/{name}", [1]);
        _folder.Write("train/a/5.png", [0x89, 0x50]);

        var data = TileFolder.Load(_folder.Path);

        Assert.Equal(2, data.Train.Count);
        Assert.Equal(
            ["holdout", "train/a/._1.png", "train/a/4.tif", "train/a/5.png", "train/a/Thumbs.db"],
            data.Skipped.Select(f => f.Path.Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.All(data.Skipped, f => Assert.NotEmpty(f.Reason));
    }

    [Fact]
    public void Where_nothing_can_be_read_the_first_reason_is_in_the_sentence()
    {
        AtomicFile.Write(_folder.At("train/a/4.tif"), (byte[])[1]);

        Assert.Contains("train/a/4.tif: not a PNG, but .tif", Refusal().Replace('\\', '/'));
    }

    [Fact]
    public void A_file_that_only_starts_with_a_number_has_no_class()
    {
        Tile("train/0_1.png");

        Assert.Contains("expected a folder named after the class", Refusal());
    }

    [Fact]
    public void A_class_that_training_does_not_have_is_refused_by_file()
    {
        Tile("train/ADI/1.png", "val/XYZ/2.png");

        Assert.Contains("found 'XYZ'", Refusal());
    }

    [Fact]
    public void Another_size_is_refused_by_file()
    {
        Tile("train/ADI/1.png");
        AtomicFile.Write(_folder.At("train/TUM/1.png"), Png.Encode(RgbImage.Filled(8, 9, 1, 2, 3)));

        Assert.Contains("8×8", Refusal());
    }

    [Fact]
    public void A_description_in_the_folder_goes_before_the_names()
    {
        Tile("train/b/1.png", "train/a/2.png");
        var own = DatasetDescription.Of(["b", "a", "c"]) with { Stain = "Giemsa", Criteria = ["granules"] };
        DescriptionFile.Write(_folder.At(DescriptionFile.InFolder), own);

        var data = TileFolder.Load(_folder.Path);

        Assert.Equal(own, data.Description);
        Assert.Equal([1, 0], data.Train.Labels);
    }

    [Theory]
    [InlineData("""{"classes":[]}""", "1 to 1000 classes")]
    [InlineData("""{"classes":[{"code":"a","name":"a"},{"code":"A","name":"b"}]}""", "each class once")]
    [InlineData("""{"classes":[{"code":"../x","name":"a"}]}""", "Code")]
    [InlineData("""{"classes":[{"code":"a","name":"a"}],"criteria":["Bad Name"]}""", "Bad Name")]
    [InlineData("{", "description")]
    public void A_description_that_breaks_a_rule_is_refused_in_a_sentence(string json, string words)
    {
        Tile("train/a/1.png");
        File.WriteAllText(_folder.At(DescriptionFile.InFolder), json);

        Assert.Contains(words, Refusal());
    }

    [Fact]
    public void A_text_file_names_a_class_in_each_line()
    {
        File.WriteAllText(_folder.At("names.txt"), "ADI adipose tissue\n\n# a remark\nTUM\n");

        var description = DescriptionFile.Read(_folder.At("names.txt"));

        Assert.Equal(
            [("ADI", "adipose tissue"), ("TUM", "TUM")], description.Classes.Select(c => (c.Code, c.Name)));
    }

    private string Refusal() => Assert.Throws<InvalidInputException>(() => TileFolder.Load(_folder.Path)).Message;

    private void Tile(params string[] names)
    {
        foreach (var name in names)
            AtomicFile.Write(_folder.At(name), Png.Encode(RgbImage.Filled(8, 8, 1, 2, 3)));
    }
}
