import { bytesToBigint, checkBytes } from '../base/index.ts';

/**
 * 1024 short English nouns to read aloud: 10 bits each. The first four letters tell any two apart, and
 * no two differ by one letter only. The order is part of the protocol: never change it.
 */
export const WORDS: readonly string[] = `
  acorn actor adobe agate album alcove algae almond aloe alpaca amber amulet anchor angle anthem antler
  anvil apple apricot apron arcade archer arena armor arrow artist ash aspen atlas atom attic autumn
  avenue award awning baby bacon badge bag bagel baker balcony ball bamboo banana bandage banjo banner
  barber barley barn barrel basil basket bath battery beach beagle beam beaver bed beetle belt berry
  bicycle bingo biscuit bishop bison blade blanket blazer blender block blossom blouse blue board bonfire
  bonnet boot border bottle boulder bouquet bowl box bracket braid branch brass bread breeze brick bridge
  brook broth brush bubble bucket buffalo bugle builder bulb bunker bunny bus bushel butter cabbage cabin
  cable cactus cafe camel camp canal candle canoe canvas canyon captain caramel card cargo carpet carrot
  carving casino castle cat cavern cedar celery cello cement ceramic cereal chair chalk chapel charm check
  cheese chef cherry chess chimney chin chisel chord chrome cider cinema circle citrus city clam class
  clerk cliff climate clinic cloak cloth cloud clover clown club coach coast cobalt cobbler cobra cocoa
  cod coffee collar colony comb comet comic compass concert cone copper coral cork corner cosmos cottage
  council coyote crab cradle crane crayon cream creek crew cricket crocus crop cross crumb crust crystal
  cube cuckoo cuff cup curb curry curtain cushion cycle dahlia dairy dam dance date dawn deer delta depot
  design desk dessert dew dial diamond diary dice diet dinghy dinner dish ditch doctor dog doll dolphin
  domino donkey donor double dough dove dozen dragon drain drama drawer dress drift drill drink drive drum
  duck dune duty earth echo eclair eclipse editor egg elbow emblem emerald emperor empire enamel engine
  equator eraser exhibit expert fabric factory falcon family fan farm fashion faucet feast feather fence
  fern fiber fiddle field fig figure film finch finger fire flag flame flannel flask fleece flint floor
  flute fly foam foil folder font food forest forge fossil freezer freight friend fringe frog frost fruit
  fudge furrow gadget galaxy gallery game garage garden garlic garnet gazelle gear gecko gem geyser giant
  gift giraffe glacier glaze glider globe goat goblet gold gondola goose gopher gorilla gourd grammar
  granite grape gravel green grocer grotto ground grove guava guide guitar gulf gust habit hail halo
  hammer hand hangar harbor harp harvest hatch hawk hay hazel head heart heath hedge helmet hemlock herald
  herb hermit herring hickory hill hinge hippo history hive hobby hockey holiday holly home honey horizon
  horn horse host hotel hound hour hub hummus humor hunter hurdle hyena hymn ibis iceberg icicle icon
  igloo iguana image index indigo insect island ivory jackal jade jaguar jasmine jazz jeans jelly jersey
  jewel jigsaw jogger joke journal juggler juice jumper jungle juniper justice kayak keel kernel kettle
  key keyhole kidney kilt king kiosk kitchen kite kitten kiwi knee knife knob knoll koala label ladder
  ladle lady lagoon lake lamb lantern larch lark laser lasso lattice laundry laurel lava lawyer leader
  leaf league ledger leek legend lemon lens lentil leopard lesson letter level library lid light lilac
  lily linen lion list lizard llama lobster local locket lodge loft look lotus lounge lunch lung lynx
  lyric machine magenta magic magnet magpie mailbox mallard mammoth manager mango mansion mantle maple
  marble margin marina market mascot mask mason maze meadow melody member memory menu mermaid metal meteor
  midday milk mineral mint mirror mole moment monarch monk month moon morning mortar mosaic moss motor
  movie muffin muscle museum music mustard myth napkin navy neck nectar needle nephew newt nickel niece
  noodle north nose novel nozzle nugget nurse nutmeg nylon oar oasis oboe ocean octave octopus office
  olive omelet onion onyx opera orange orbit orchard oregano organ origami oriole osprey ostrich otter
  ounce oval oven owner oxygen oyster packet page pagoda paint pair palace palette palm pancake panda
  panel panther papaya paper parade parcel parent parsley party pasta patio pattern paw peak peanut pebble
  pecan pedal pelican pen pencil penguin pepper perch perfume phone photo phrase piano pickle picnic
  picture pier pigeon pigment pillow pilot pimento pinball pioneer pipe pirate pitcher pixel pizza planet
  plate plaza plum podium poem polka pollen pond pool popcorn poplar poppy poster potato pottery powder
  prairie pretzel prince prism prize profile puddle pulley puma pupil puppet puzzle pyramid python quail
  quarry queen quest quill quince quiver quiz rabbit raccoon race radar radio raft raisin raptor raven
  razor reactor recipe record reed referee relay reptile rescue rhino rhubarb rhyme ripple rival river
  road robe robin robot rock rodent roof rooster rowboat royal ruby rudder rug ruler runner runway rye
  saddle safari saffron saga salad salmon salt salute sample sapling sardine satchel satin saturn sauna
  savanna scale scarf scene scholar science scoop score scout screen scroll seat senator shadow shape
  shark shawl sheep shelf sheriff shield ship shirt shoe shovel shower shrimp shrub shutter signal silver
  sister sitar skate sketch ski skillet skunk sled sleeve sleigh slide slipper slope smile smith smock
  smoke snack snail snake snow soap soccer soda solo sonata song source south soy spade spaniel spear
  speech sphere spice spider spinach spiral sponge spoon sport spring sprout spruce spur squad stable
  stadium staff stage stair stamp statue steel stencil step stereo stick stitch stone stool stork strand
  stream studio style sugar suit summer sun sunrise surf sushi swallow swan sweater swift swing sword
  symbol syrup system taco talon tank tape tapir target tart taxi teacher teapot temple tennis tent
  terrace texture theater thicket thimble thistle thread throat thumb thunder tiara tide tiger timber tip
  tissue title toe tomato tongs tooth topaz topic torch tornado totem toucan tower town track trail tram
  treaty tree trellis trinket trio triumph trolley trophy trout truffle trumpet trunk tuba tulip tundra
  tunnel turban turkey turnip turtle tutor tuxedo tweed twig ukulele uncle unicorn uniform vacuum valley
  valve vanilla vase vault vector veil velvet vessel vest viaduct victory video view villa vine violet
  viper visitor vista vitamin voice volcano volume vowel voyage vulture waffle wagon walnut walrus waltz
  warbler wasp water wave wax weasel web whale wharf wheat wheel whisk widget winter wisdom wolf wombat
  world wreath wren wrist writer yacht yellow yeti yodel yogurt yolk yurt zebra zenith zephyr zero zigzag
  zinnia zipper zodiac
`
  .trim()
  .split(/\s+/);

const WORD_BITS = 10n;
const WORD_COUNT = 6;
const CODE_BYTES = 8;

/**
 * A code for people to compare: the first 60 bits of `digest` as six words with a space between them.
 *
 * @throws RangeError if `digest` has fewer than 8 bytes.
 */
export function sixWords(digest: Uint8Array): string {
  checkBytes(digest, 'digest');
  if (digest.length < CODE_BYTES) throw new RangeError(`digest: expected ${CODE_BYTES} bytes or more`);
  const bits = bytesToBigint(digest.subarray(0, CODE_BYTES)) >> 4n;
  const last = BigInt(WORD_COUNT - 1);
  return Array.from({ length: WORD_COUNT }, (_, i) => {
    const index = (bits >> (WORD_BITS * (last - BigInt(i)))) & ((1n << WORD_BITS) - 1n);
    return WORDS[Number(index)];
  }).join(' ');
}
