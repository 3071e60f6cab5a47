using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Import;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using Xunit;

namespace PathAlign.Tests.Import;

/// <summary>Images from elsewhere in every shape that people have them.</summary>
public sealed class LabelledImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _seed;

    public LabelledImagesTests() => Directory.CreateDirectory(Source);

    private string Source => _folder.At("source");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_per_class_names_the_classes()
    {
        Save("TUM/b.jpg", "ADI/a.png", "ADI/deep/c.tif");

        var images = Open();

        Assert.Equal(["ADI", "TUM"], images.Description.Codes);
        Assert.Equal(
            ["ADI/a.png 0", "ADI/deep/c.tif 0", "TUM/b.jpg 1"], images.Images.Select(i => $"{i.Name} {i.Label}"));
        Assert.Equal((Pictures.Side, 3), (images.Size, images.Decoded().Count()));
    }

    [Fact]
    public void A_flat_folder_has_the_class_that_is_named()
    {
        Save("a.png", "b.webp", "deep/c.png");

        var images = Open(Options with { Class = "tumour" });

        Assert.Equal(["tumour"], images.Description.Codes);
        Assert.Equal(3, images.Images.Count);
    }

    [Fact]
    public void A_flat_folder_may_have_the_class_at_the_start_of_each_name()
    {
        Save("TUM-00000.png", "ADI-00000.png", "XYZ-00000.png");

        var images = Open(Options with { Description = DatasetDescription.Colorectal });

        Assert.Equal(["ADI-00000.png 0", "TUM-00000.png 8"], images.Images.Select(i => $"{i.Name} {i.Label}"));
        Assert.Equal("XYZ-00000.png", Assert.Single(images.Skipped).Path);
    }

    [Fact]
    public void Names_of_classes_with_hyphens_and_spaces_are_found_at_the_start_of_a_files_name()
    {
        Save("immature-granulocyte-00000.png", "immature-granulocyte.png", "femur left_1.png", "femur-2.png");
        var known = DatasetDescription.Of(["femur", "femur left", "immature-granulocyte"]);

        var images = Open(Options with { Description = known });

        Assert.Equal(
            ["femur left_1.png 1", "femur-2.png 0", "immature-granulocyte-00000.png 2"],
            images.Images.Select(i => $"{i.Name} {i.Label}"));
    }

    [Fact]
    public void A_class_whose_name_no_folder_may_have_is_refused_by_its_name()
    {
        Save("Ki67+ (high)/a.png");

        var error = Assert.Throws<InvalidInputException>(() => Open());

        Assert.Contains("letters, digits, spaces, dots, hyphens and underscores", error.Message);
        Assert.Contains("found 'Ki67+ (high)'; data import --class-map renames classes", error.Message);
    }

    [Fact]
    public void A_manifest_names_the_class_of_each_file()
    {
        Save("a.png", "b.png", "c.png");
        File.WriteAllText(_folder.At("classes.csv"), "file,class\na.png,TUM\nb.png,ADI\n");

        var images = Open(Options with { Manifest = _folder.At("classes.csv") });

        Assert.Equal(["a.png 1", "b.png 0"], images.Images.Select(i => $"{i.Name} {i.Label}"));
        Assert.Equal("not in the manifest", Assert.Single(images.Skipped).Reason);
    }

    [Fact]
    public void An_import_is_read_with_all_its_splits_and_its_description()
    {
        TileFolder.Write(Source, Phantom.Create(trainPerClass: 2, validationPerClass: 1, testPerClass: 1));

        var images = Open();

        Assert.Equal(Phantom.Description.Codes, images.Description.Codes);
        Assert.Equal((28, 4 * Phantom.Description.Classes.Count), (images.Size, images.Images.Count));
    }

    [Fact]
    public void An_archive_is_read_with_all_its_splits()
    {
        var archive = TinyModels.WriteData(_folder.At("pathmnist_tiny.npz"));

        var images = Open(Options with { Source = archive });

        Assert.Equal((28, 9 * 8), (images.Size, images.Images.Count));
        Assert.Equal("train/000000", images.Images[0].Name);
    }

    [Fact]
    public void Several_sizes_are_refused_with_the_option_that_scales_them()
    {
        Save("ADI/a.png", "ADI/b.png");
        Save(96, "ADI/c.png");

        var error = Assert.Throws<InvalidInputException>(() => Open());
        var scaled = Open(Options with { Size = 32 });

        Assert.Equal(
            $"{Source}: sizes: expected square images of one size from 8 to 1024 px, found 48×48 (2), 96×96 (1); " +
                "--size N scales all to N×N",
            error.Message);
        Assert.All(scaled.Decoded(), one => Assert.Equal((32, 32), (one.Pixels.Width, one.Pixels.Height)));
    }

    [Fact]
    public void Without_a_class_the_options_that_name_it_are_offered()
    {
        Save("a.png");

        var error = Assert.Throws<InvalidInputException>(() => Open());

        Assert.Contains("left out 1, the first a.png: no class: not in a class folder; --class NAME", error.Message);
    }

    [Fact]
    public void A_class_that_the_description_lacks_is_refused_by_the_name_of_its_file()
    {
        Save("ADI/a.png", "ufo/b.png");

        var error = Assert.Throws<InvalidInputException>(
            () => Open(Options with { Description = DatasetDescription.Colorectal }));

        Assert.StartsWith($"{Source}: ufo/b.png: expected one of the classes ADI, BACK,", error.Message);
        Assert.EndsWith("found 'ufo'", error.Message);
    }

    [Fact]
    public void A_damaged_image_is_left_out_and_listed()
    {
        Save("ADI/a.png", "ADI/b.png");
        var bytes = File.ReadAllBytes(Path.Combine(Source, "ADI/b.png"));
        File.WriteAllBytes(Path.Combine(Source, "ADI/b.png"), bytes[..^40]);

        var images = Open();
        var decoded = images.Decoded().Select(one => one.Image.Name).ToList();

        Assert.Equal(["ADI/a.png"], decoded);
        Assert.Equal("ADI/b.png", Assert.Single(images.Skipped).Path);
    }

    [Fact]
    public void A_class_and_a_manifest_are_not_taken_together() =>
        Assert.Contains(
            "expected a class for all images or a manifest, found both",
            Assert.Throws<InvalidInputException>(() => Open(Options with { Class = "a", Manifest = "b" })).Message);

    private LabelledImagesOptions Options => new() { Source = Source };

    private LabelledImages Open(LabelledImagesOptions? options = null) =>
        LabelledImages.Open(options ?? Options, CancellationToken.None);

    private void Save(params string[] names) => Save(Pictures.Side, names);

    private void Save(int side, params string[] names)
    {
        foreach (var name in names)
        {
            using var image = Pictures.Spots(++_seed, side, side);
            Pictures.Save(image, Path.Combine(Source, name));
        }
    }
}
