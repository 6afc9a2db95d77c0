/*
 * Paillier on GMP as one would write it in C, for the benchmark to compare with: textbook formulas, CRT wherever
 * the private key is at hand, GMP's fastest functions (which are not constant-time).
 *
 * A request is a line of words, numbers in hexadecimal; the reply is a line too: nanoseconds, those of several
 * parts with commas between, then the results. Only the operation is timed, not reading and writing numbers.
 *
 *   key P Q                        -> 0
 *   encrypt M...                   -> ns C...       r^n included
 *   ownerEncrypt M...              -> ns C...       by CRT
 *   decrypt C...                   -> ns M...       by CRT
 *   add C...                       -> ns C          the product of all
 *   scalar40 C... K...             -> ns C...
 *   round11 OWNERS D X... then for each owner D * D entries by rows, D targets, D masks
 *                                  -> ns,ns,ns V...
 *   keygen BITS COUNT              -> ns (N PHI)...
 *
 * Build: cc -O2 paillier.c -lgmp
 */
#define _GNU_SOURCE
#include <gmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static mpz_t p, q, n, p_squared, q_squared, n_squared, p_minus_1, q_minus_1;
/* Of L(c^(p-1) mod p^2), of the same for q, and of two Garner combinations. */
static mpz_t scale_p, scale_q, q_inverse, q_squared_inverse;
static FILE *entropy;

static void fail(const char *problem) {
  fprintf(stderr, "paillier.c: %s\n", problem);
  exit(1);
}

static uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static mpz_t *allocate(size_t count) {
  mpz_t *list = malloc((count > 0 ? count : 1) * sizeof *list);
  if (list == NULL) fail("out of memory");
  for (size_t i = 0; i < count; i++) mpz_init(list[i]);
  return list;
}

static void release(mpz_t *list, size_t count) {
  for (size_t i = 0; i < count; i++) mpz_clear(list[i]);
  free(list);
}

static void random_bits(mpz_t to, size_t bits) {
  unsigned char bytes[1024];
  size_t count = (bits + 7) / 8;
  if (count > sizeof bytes || fread(bytes, 1, count, entropy) != count) fail("no randomness");
  mpz_import(to, count, 1, 1, 0, 0, bytes);
  mpz_fdiv_r_2exp(to, to, bits);
}

/* Uniform in [1, bound). */
static void random_below(mpz_t to, const mpz_t bound) {
  do random_bits(to, mpz_sizeinbase(bound, 2));
  while (mpz_sgn(to) == 0 || mpz_cmp(to, bound) >= 0);
}

/* The residue of `a` modulo `first` and of `b` modulo `second`, given second^-1 modulo first. */
static void garner(mpz_t to, mpz_t a, mpz_t b, mpz_t first, mpz_t second, mpz_t inverse) {
  mpz_sub(a, a, b);
  mpz_mul(a, a, inverse);
  mpz_mod(a, a, first);
  mpz_mul(to, a, second);
  mpz_add(to, to, b);
}

static void set_key(mpz_t *words) {
  mpz_set(p, words[0]);
  mpz_set(q, words[1]);
  mpz_mul(n, p, q);
  mpz_mul(p_squared, p, p);
  mpz_mul(q_squared, q, q);
  mpz_mul(n_squared, n, n);
  mpz_sub_ui(p_minus_1, p, 1);
  mpz_sub_ui(q_minus_1, q, 1);
  mpz_invert(q_inverse, q, p);
  mpz_invert(q_squared_inverse, q_squared, p_squared);
  /* (1 + n)^(p - 1) = 1 - n modulo p^2, hence L = -q. */
  mpz_neg(scale_p, q);
  mpz_invert(scale_p, scale_p, p);
  mpz_neg(scale_q, p);
  mpz_invert(scale_q, scale_q, q);
}

/* (1 + m n) modulo n^2 */
static void bare(mpz_t to, const mpz_t m) {
  mpz_mul(to, m, n);
  mpz_add_ui(to, to, 1);
  mpz_mod(to, to, n_squared);
}

static void multiply(mpz_t to, const mpz_t a, const mpz_t b) {
  mpz_mul(to, a, b);
  mpz_tdiv_r(to, to, n_squared);
}

/* r^n modulo n^2 */
static void fresh(mpz_t to) {
  random_below(to, n);
  mpz_powm(to, to, n, n_squared);
}

/* The same distribution, from s^p modulo p^2 and t^q modulo q^2. */
static void owner_fresh(mpz_t to, mpz_t s, mpz_t t) {
  random_below(s, p);
  random_below(t, q);
  mpz_powm(s, s, p, p_squared);
  mpz_powm(t, t, q, q_squared);
  garner(to, s, t, p_squared, q_squared, q_squared_inverse);
}

static void encrypt(mpz_t to, const mpz_t m, mpz_t scratch) {
  fresh(scratch);
  bare(to, m);
  multiply(to, to, scratch);
}

static void owner_encrypt(mpz_t to, const mpz_t m, mpz_t *scratch) {
  owner_fresh(scratch[0], scratch[1], scratch[2]);
  bare(to, m);
  multiply(to, to, scratch[0]);
}

static void decrypt_half(mpz_t to, const mpz_t c, mpz_t prime, mpz_t squared, mpz_t exponent, mpz_t scale) {
  mpz_mod(to, c, squared);
  mpz_powm(to, to, exponent, squared);
  mpz_sub_ui(to, to, 1);
  mpz_divexact(to, to, prime);
  mpz_mul(to, to, scale);
  mpz_mod(to, to, prime);
}

static void decrypt(mpz_t to, const mpz_t c, mpz_t *scratch) {
  decrypt_half(scratch[0], c, p, p_squared, p_minus_1, scale_p);
  decrypt_half(scratch[1], c, q, q_squared, q_minus_1, scale_q);
  garner(to, scratch[0], scratch[1], p, q, q_inverse);
}

/* One data owner: E(matrix x - targets + masks), an inverse for each ciphertext, every answer re-randomised. */
static void answer(mpz_t *to, mpz_t *question, const mpz_t *words, size_t d, mpz_t *inverses, mpz_t *scratch) {
  const mpz_t *targets = words + d * d, *masks = targets + d;
  for (size_t j = 0; j < d; j++) mpz_invert(inverses[j], question[j], n_squared);
  for (size_t i = 0; i < d; i++) {
    mpz_sub(scratch[0], masks[i], targets[i]);
    encrypt(to[i], scratch[0], scratch[1]);
    for (size_t j = 0; j < d; j++) {
      mpz_abs(scratch[0], words[i * d + j]);
      mpz_powm(scratch[1], mpz_sgn(words[i * d + j]) < 0 ? inverses[j] : question[j], scratch[0], n_squared);
      multiply(to[i], to[i], scratch[1]);
    }
  }
}

static void play_round(uint64_t *times, mpz_t *values, const mpz_t *words, size_t owners, size_t d) {
  mpz_t *question = allocate(d), *inverses = allocate(d), *scratch = allocate(3);
  mpz_t *answers = allocate(owners * d);
  const mpz_t *own = words + d;
  times[0] = now_ns();
  for (size_t j = 0; j < d; j++) owner_encrypt(question[j], words[j], scratch);
  times[1] = now_ns();
  for (size_t i = 0; i < owners; i++, own += d * d + 2 * d) {
    answer(answers + i * d, question, own, d, inverses, scratch);
  }
  times[2] = now_ns();
  for (size_t j = 0; j < d; j++) {
    for (size_t i = 1; i < owners; i++) multiply(answers[j], answers[j], answers[i * d + j]);
    decrypt(values[j], answers[j], scratch);
    mpz_mul_2exp(scratch[0], values[j], 1);
    if (mpz_cmp(scratch[0], n) > 0) mpz_sub(values[j], values[j], n);
  }
  times[3] = now_ns();
  release(question, d);
  release(inverses, d);
  release(scratch, 3);
  release(answers, owners * d);
}

/* The top two bits are set: a product of two has exactly twice as many. */
static void random_prime(mpz_t to, size_t bits) {
  do {
    random_bits(to, bits);
    mpz_setbit(to, bits - 1);
    mpz_setbit(to, bits - 2);
    mpz_nextprime(to, to);
  } while (mpz_sizeinbase(to, 2) != bits);
}

static void generate_key(mpz_t modulus, mpz_t totient, size_t bits, mpz_t *scratch) {
  random_prime(scratch[0], bits / 2);
  do random_prime(scratch[1], bits / 2);
  while (mpz_cmp(scratch[0], scratch[1]) == 0);
  mpz_mul(modulus, scratch[0], scratch[1]);
  mpz_sub_ui(scratch[0], scratch[0], 1);
  mpz_sub_ui(scratch[1], scratch[1], 1);
  mpz_mul(totient, scratch[0], scratch[1]);
}

static void reply(const uint64_t *times, size_t parts, mpz_t *results, size_t count) {
  for (size_t i = 0; i < parts; i++) {
    printf("%s%llu", i == 0 ? "" : ",", (unsigned long long)(times[i + 1] - times[i]));
  }
  for (size_t i = 0; i < count; i++) gmp_printf(" %Zx", results[i]);
  printf("\n");
  fflush(stdout);
}

static void perform(const char *op, mpz_t *words, size_t count) {
  uint64_t times[4] = {0};
  size_t parts = 1, results = count;
  if (strcmp(op, "add") == 0) results = 1;
  if (strcmp(op, "scalar40") == 0) results = count / 2;
  if (strcmp(op, "round11") == 0) results = mpz_get_ui(words[1]);
  if (strcmp(op, "keygen") == 0) results = 2 * mpz_get_ui(words[1]);
  const size_t allocated = results;
  mpz_t *to = allocate(allocated), *scratch = allocate(3);

  times[0] = now_ns();
  if (strcmp(op, "key") == 0) {
    set_key(words);
    results = 0;
  } else if (strcmp(op, "encrypt") == 0) {
    for (size_t i = 0; i < count; i++) encrypt(to[i], words[i], scratch[0]);
  } else if (strcmp(op, "ownerEncrypt") == 0) {
    for (size_t i = 0; i < count; i++) owner_encrypt(to[i], words[i], scratch);
  } else if (strcmp(op, "decrypt") == 0) {
    for (size_t i = 0; i < count; i++) decrypt(to[i], words[i], scratch);
  } else if (strcmp(op, "add") == 0) {
    mpz_set(to[0], words[0]);
    for (size_t i = 1; i < count; i++) multiply(to[0], to[0], words[i]);
  } else if (strcmp(op, "scalar40") == 0) {
    for (size_t i = 0; i < results; i++) mpz_powm(to[i], words[i], words[results + i], n_squared);
  } else if (strcmp(op, "round11") == 0) {
    parts = 3;
    play_round(times, to, words + 2, mpz_get_ui(words[0]), results);
  } else if (strcmp(op, "keygen") == 0) {
    for (size_t i = 0; i < results; i += 2) generate_key(to[i], to[i + 1], mpz_get_ui(words[0]), scratch);
  } else {
    fail("an unknown operation");
  }
  if (parts == 1) times[1] = now_ns();

  reply(times, parts, to, results);
  release(to, allocated);
  release(scratch, 3);
}

int main(void) {
  mpz_inits(p, q, n, p_squared, q_squared, n_squared, p_minus_1, q_minus_1, NULL);
  mpz_inits(scale_p, scale_q, q_inverse, q_squared_inverse, NULL);
  entropy = fopen("/dev/urandom", "rb");
  if (entropy == NULL) fail("no /dev/urandom");

  char *line = NULL;
  size_t capacity = 0;
  while (getline(&line, &capacity, stdin) > 0) {
    size_t count = 0;
    for (const char *c = line; *c != '\0'; c++) count += *c == ' ';
    mpz_t *words = allocate(count);
    const char *op = strtok(line, " \n");
    for (size_t i = 0; i < count; i++) {
      const char *word = strtok(NULL, " \n");
      if (word == NULL || mpz_set_str(words[i], word, 16) != 0) fail("not a number");
    }
    if (op == NULL) fail("an empty request");
    perform(op, words, count);
    release(words, count);
  }
  return 0;
}
