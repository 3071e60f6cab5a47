using PathAlign.Files;
using PathAlign.Models.Compute;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Models.Compute;

public sealed class LibTorchTests : IDisposable
{
    private const string Version = "GLIBCXX_3.4.32";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Where_libstdcxx_is_older_the_version_becomes_weak_and_no_other_byte_changes()
    {
        var path = Write("GLIBCXX_3.4.30", Version);
        var before = File.ReadAllBytes(path);

        LibTorch.MakeLoadable(path, isNewEnough: false);

        var after = File.ReadAllBytes(path);
        Assert.Equal((0, 2), (ElfFile.Flags(after, 0), ElfFile.Flags(after, 1)));
        Assert.Equal(
            [ElfFile.Needs + 16 + 16 + 4], before.Index().Where(b => b.Item != after[b.Index]).Select(b => b.Index));
    }

    [Fact]
    public void Where_libstdcxx_is_new_enough_nothing_is_written()
    {
        var path = Write(Version);
        var before = File.ReadAllBytes(path);

        LibTorch.MakeLoadable(path, isNewEnough: true);

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_library_that_is_marked_already_is_not_written_again()
    {
        var path = Write(Version);
        LibTorch.MakeLoadable(path, isNewEnough: false);
        var written = File.GetLastWriteTimeUtc(path);

        LibTorch.MakeLoadable(path, isNewEnough: false);

        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void Where_the_folder_takes_no_new_file_one_sentence_says_what_to_do()
    {
        var path = _folder.At(new string('a', 255));   // leaves no room for the name of a temporary file beside it
        var before = ElfFile.With(Version);
        File.WriteAllBytes(path, before);

        var error = Assert.Throws<InvalidInputException>(() => LibTorch.MakeLoadable(path, isNewEnough: false));

        Assert.Contains("a writable folder", error.Message);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_library_that_does_not_ask_for_the_version_stays_as_it_is()
    {
        var library = ElfFile.With("GLIBCXX_3.4.30");

        Assert.False(VersionNeeds.MarkWeak(library, Version, "a library"));
        Assert.Equal(0, ElfFile.Flags(library, 0));
    }

    [Fact]
    public void A_file_that_is_no_library_is_refused_in_one_sentence()
    {
        var path = _folder.At("libLibTorchSharp.so");
        File.WriteAllText(path, "no library");

        var error = Assert.Throws<InvalidInputException>(() => LibTorch.MakeLoadable(path, isNewEnough: false));

        Assert.Contains("expected a 64-bit little-endian ELF library", error.Message);
    }

    [Theory]
    [InlineData(0x28, 0xffff_ffff_ffff_ffff)]                            // sections beyond any file
    [InlineData(0x28, 0x2f8)]                                            // the last section is cut off
    [InlineData(ElfFile.Sections + 128 + 0x18, 0x1_0000_0000)]           // the table lies beyond 4 GiB
    [InlineData(ElfFile.Sections + 128 + 0x28, 0xffff_ffff)]             // no such section of names
    [InlineData(ElfFile.Needs + 8, 0x7fff_fff0)]                         // the first entry lies outside
    public void A_table_that_lies_outside_the_file_is_refused(int at, ulong value)
    {
        var library = ElfFile.With(Version);
        ElfFile.Write(library, at, value);

        var error = Assert.Throws<InvalidInputException>(
            () => VersionNeeds.MarkWeak(library, "GLIBCXX_9", "a library"));

        Assert.Contains(".gnu.version_r", error.Message);
    }

    [Fact]
    public void Entries_that_point_at_themselves_end()
    {
        var library = ElfFile.With("A", "B");
        ElfFile.Write(library, ElfFile.Needs + 16 + 16 + 12, unchecked((uint)-16));   // back to the first, for ever

        Assert.Throws<InvalidInputException>(() => VersionNeeds.MarkWeak(library, Version, "a library"));
    }

    private string Write(params string[] versions)
    {
        var path = _folder.At("libLibTorchSharp.so");
        File.WriteAllBytes(path, ElfFile.With(versions));
        return path;
    }
}
