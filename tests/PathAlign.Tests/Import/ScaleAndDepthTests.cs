using NetVips;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Import;
using Xunit;

namespace PathAlign.Tests.Import;

/// <summary>What an import does to the size of a pixel and to images of more than 8 bits.</summary>
public sealed class ScaleAndDepthTests : ImportTestBase
{
    [Theory]
    [InlineData(null, null, 0.1)]
    [InlineData(24, null, 0.1)]    // a part at the same scale
    [InlineData(null, 24, 0.2)]
    [InlineData(24, 12, 0.2)]
    public void The_size_of_a_pixel_grows_as_images_are_reduced(int? crop, int? size, double expected)
    {
        Many(6, i => $"a/{i}.png", i => $"b/{i}.png");

        var report = Import(o => o with { Description = Measured("a", "b"), Crop = crop, Size = size });

        Assert.Equal(expected, report.Description.MicrometresPerPixel);
        Assert.Equal(expected, TileFolder.Load(Out).Description.MicrometresPerPixel);
    }

    [Fact]
    public void The_next_import_into_the_same_folder_has_the_scale_of_its_own_size()
    {
        Many(6, i => $"a/{i}.png");
        DescriptionFile.Write(At(DescriptionFile.InFolder), Measured("a"));
        Import(o => o with { Size = 24 });

        var report = Import(o => o with { Size = 12 });

        Assert.Equal(0.4, report.Description.MicrometresPerPixel);
        Assert.Equal(0.4, TileFolder.Load(Out).Description.MicrometresPerPixel);
    }

    [Fact]
    public void Images_that_are_scaled_differently_have_no_size_of_a_pixel_and_it_is_said()
    {
        Many(6, i => $"a/{i}.png");
        using var other = Pictures.Spots(99, 96, 96);
        Pictures.Save(other, At("a/large.png"));

        var report = Import(o => o with { Description = Measured("a"), Size = 24 });

        Assert.Null(report.Description.MicrometresPerPixel);
        Assert.Contains(report.Lines(), line => line.Contains("no one pixel size and no scale bar"));
    }

    [Fact]
    public void Twelve_bits_in_files_of_sixteen_become_all_of_eight()
    {
        for (var i = 0; i < 6; i++) SaveDeep($"a/{i}.tif", i, factor: 16);   // to 4,080
        SaveDeep("a/dark.tif", 7, factor: 2);

        var report = Import();

        Assert.All(Imported(report), file => Assert.Equal(["the lower 12 of 16 bits reduced to 8"], file.Changes));
        using var picture = Pictures.Spots(0);
        Assert.InRange(Difference(Pictures.Pixels(picture), TileOf(report, "a/0.tif")), 0, 1);
        using var dark = Pictures.Spots(7);
        var eighth = Pictures.Pixels(dark).Select(v => (byte)(v / 8)).ToArray();
        Assert.InRange(Difference(eighth, TileOf(report, "a/dark.tif")), 0, 1);
    }

    [Fact]
    public void Eight_bits_beside_an_opaque_alpha_of_sixteen_are_found_too()
    {
        using var image = Pictures.Spots(1);
        using var deep = image.Cast(Enums.BandFormat.Ushort).Bandjoin(65535.0).Cast(Enums.BandFormat.Ushort)
            .Copy(interpretation: Enums.Interpretation.Rgb16);
        Pictures.Save(deep, At("a/0.png"));

        var report = Import(o => o with { Validation = 0, Test = 0 });

        Assert.Contains("the lower 8 of 16 bits reduced to 8", Assert.Single(Imported(report)).Changes);
    }

    [Fact]
    public void One_image_that_uses_all_sixteen_bits_keeps_the_scale_of_all()
    {
        SaveDeep("a/full.tif", 1, factor: 257);
        for (var i = 2; i < 8; i++) SaveDeep($"a/{i}.tif", i, factor: 16);

        var report = Import();

        Assert.All(Imported(report), file => Assert.Equal(["16 bits reduced to 8"], file.Changes));
        Assert.All(TileOf(report, "a/2.tif"), value => Assert.InRange(value, 0, 16));
    }

    [Fact]
    public void A_depth_that_the_user_names_makes_images_alike_in_every_folder()
    {
        SaveDeep("a/dark.tif", 7, factor: 2);   // alone, its values need 10 bits

        var found = LabelledImages.Open(new LabelledImagesOptions { Source = Source }, CancellationToken.None);
        var named = LabelledImages.Open(
            new LabelledImagesOptions { Source = Source, Depth = 12 }, CancellationToken.None);
        var report = Import(o => o with { Depth = 12, Validation = 0, Test = 0 });

        Assert.Equal((10, 12), (found.Depth!.Value, named.Depth!.Value));
        using var dark = Pictures.Spots(7);
        var eighth = Pictures.Pixels(dark).Select(v => (byte)(v / 8)).ToArray();
        Assert.InRange(Difference(eighth, named.Decoded().Single().Pixels.Pixels), 0, 1);
        Assert.InRange(Difference(eighth, TileOf(report, "a/dark.tif")), 0, 1);
    }

    [Fact]
    public void A_depth_that_is_too_small_for_a_value_is_refused()
    {
        SaveDeep("a/0.tif", 1, factor: 16);

        var error = Assert.Throws<InvalidInputException>(
            () => Import(o => o with { Depth = 10, Validation = 0, Test = 0 }));

        Assert.Contains("expected values below 1024 in images of 10 bits, found ", error.Message);
    }

    private static DatasetDescription Measured(params string[] classes) =>
        DatasetDescription.Of(classes) with { MicrometresPerPixel = 0.1 };

    private static double Difference(byte[] a, byte[] b) => a.Zip(b, (x, y) => (double)Math.Abs(x - y)).Max();

    private byte[] TileOf(PathAlign.Import.ImportReport report, string name)
    {
        var path = Path.Combine(Out, report.Files.Single(file => file.Name == name).Output!);
        return Png.Decode(File.ReadAllBytes(path), path).Pixels;
    }

    private void SaveDeep(string name, int seed, int factor)
    {
        using var image = Pictures.Spots(seed);
        using var deep = image.Cast(Enums.BandFormat.Ushort).Linear([factor], [0]).Cast(Enums.BandFormat.Ushort)
            .Copy(interpretation: Enums.Interpretation.Rgb16);
        Pictures.Save(deep, At(name));
    }
}
